-- The list of open holds of an account that was read, see names.lua.
local function open_name(owner_index, account_id, hold_id)
  return (owner_index == 1 and '' or account_id) .. ':' .. hold_id
end

-- Adds to what account_write writes.
local function open_add(a, name)
  local field = open_field(a.keys.open, a.open, name)
  if field then account_set(a, field, '') end
  a.open = a.open + 1
  account_set(a, 'open', int_text(a.open))
end

local function open_remove(a, name)
  if redis.call('HDEL', a.keys.account, 'h:' .. name) == 0 then redis.call('ZREM', a.keys.open, name) end
  a.open = a.open - 1
  account_set(a, 'open', int_text(a.open))
end
