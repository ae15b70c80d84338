-- Integers in and out. Lua numbers are doubles: exact only up to 2^53, and "-0" is no integer to Redis.
local INT_MAX = 9007199254740991

-- Fails on NaN, infinities, fractions and anything that a double cannot hold exactly; callers make sure that this comes
-- before the first write.
local function int_exact(n, from)
  if not n or n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then
    error('not an exact integer: ' .. tostring(from))
  end
  return n
end

-- The text of an integer. Fails on NaN, infinities, fractions and anything that a double cannot hold exactly; callers
-- make sure that this comes before the first write.
local function int_text(n)
  -- The embedded engine's integers have 32 bits.
  if n > -2147483648 and n < 2147483648 and n % 1 == 0 then return string.format('%d', n) end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  return string.format('%.0f', n)
end

-- The integer in a stored field or argument; a field that is not there reads as the fallback.
local function int_of(text, fallback)
  if not text or text == '' then return fallback or 0 end
  return int_exact(tonumber(text), text)
end
