-- The open holds of an account, its own and those of the accounts under it: how many (`open` of the account hash), and
-- which. The names of the first few are fields of the account hash, `h:` before them, because a key or a sorted set of
-- its own costs several times as much as the name of the one call that most accounts have; those beyond are in a sorted
-- set, all with score 0, in the order of their names. A hold of the account itself is called `:hold_id` there, one of
-- an account under it `account_id:hold_id`.
local OPEN_FIELDS_MAX = 8
-- A longer name would turn the whole account hash into a table.
local OPEN_FIELD_LENGTH_MAX = 60

-- The field that names one more hold; nil where the sorted set now does.
local function open_field(open_key, open, name)
  if open < OPEN_FIELDS_MAX and #name <= OPEN_FIELD_LENGTH_MAX then return 'h:' .. name end
  redis.call('ZADD', open_key, 0, name)
end
