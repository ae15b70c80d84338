-- The open holds of an account, its own and those of the accounts under it: how many (`open` of the account hash), and
-- which. The names of the first few are fields of the account hash, `h:` before them, because a key or a sorted set of
-- its own costs several times as much as the name of the one call that most accounts have; those beyond are in a sorted
-- set, all with score 0, in the order of their names. A hold of the account itself is called `:hold_id` there, one of
-- an account under it `account_id:hold_id`.
local OPEN_FIELDS_MAX = 8
-- A longer name would turn the whole account hash into a table.
local OPEN_FIELD_LENGTH_MAX = 60

local function open_name(owner_index, account_id, hold_id)
  return (owner_index == 1 and '' or account_id) .. ':' .. hold_id
end

-- Adds to what account_write writes.
local function open_add(a, name)
  if a.open < OPEN_FIELDS_MAX and #name <= OPEN_FIELD_LENGTH_MAX then
    account_set(a, 'h:' .. name, '')
  else
    redis.call('ZADD', a.keys.open, 0, name)
  end
  a.open = a.open + 1
  account_set(a, 'open', int_text(a.open))
end

local function open_remove(a, name)
  if redis.call('HDEL', a.keys.account, 'h:' .. name) == 0 then redis.call('ZREM', a.keys.open, name) end
  a.open = a.open - 1
  account_set(a, 'open', int_text(a.open))
end
