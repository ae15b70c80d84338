-- The order of a sorted set's names: byte by byte. Lua's own comparison follows the locale that Redis was started in.
local function bytes_before(a, b)
  for at = 1, math.min(#a, #b) do
    local x, y = string.byte(a, at), string.byte(b, at)
    if x ~= y then return x < y end
  end
  return #a < #b
end
