-- How the hash of an account keeps what its periods have cost, see sums.lua: a field for the newest period of each kind
-- (`spent_d`, `spent_m`, `spent_y`), and one for those before it (`past_d`, ...). A value of more than 64 bytes would
-- turn the whole hash into a table, at four times the memory. The accounts below have `below_` before these names.
local SPENT_FIELDS = { 'spent_d', 'spent_m', 'spent_y', 'past_d', 'past_m', 'past_y' }

-- The sums out of six fields, the newest of each kind before its others.
local function spent_text(f, at)
  local text = ''
  for i = at, at + 5 do
    if f[i] and f[i] ~= '' then text = text == '' and f[i] or text .. ' ' .. f[i] end
  end
  return text
end

local function spent_by_field(text)
  local fields = {}
  for word, kind in string.gmatch(text, '((%a)%S+)') do
    local name = 'spent_' .. kind
    if fields[name] then name = 'past_' .. kind end
    fields[name] = fields[name] and fields[name] .. ' ' .. word or word
  end
  return fields
end

-- Adds the fields that have changed, and their values.
local function spent_fields(fields, prefix, before, after)
  if before == after then return end
  local was, is = spent_by_field(before), spent_by_field(after)
  for _, name in ipairs(SPENT_FIELDS) do
    if was[name] ~= is[name] then
      fields[#fields + 1] = prefix .. name
      fields[#fields + 1] = is[name] or ''
    end
  end
end
