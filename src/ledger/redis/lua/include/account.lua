-- The account hash: its profile, which sidecars cache, and its money.

-- The keys of the accounts that a script is about, four for each, from this place among its keys on: the account of the
-- request first, then its parents.
local function account_keys(keys, from)
  local owners = {}
  for at = from, #keys, 4 do
    owners[#owners + 1] = { account = keys[at], open = keys[at + 1], counters = keys[at + 2], lots = keys[at + 3] }
  end
  return owners
end

-- The money of an account, and what admissions look at. The state is false when there is no such account; `root` is set
-- on the stub that stands in for a child account in its home partition. `lot_count` is how many lots are stored, and
-- `lots_text` what is known of them, see lots.lua: most accounts never ask for them. `open` is how many holds are open,
-- see names.lua; `spent` what its periods have cost, see spent.lua; `counters` those that were read, see counters.lua.
-- `fields` is what account_write has to write.
local function account_read(keys)
  local f = redis.call(
    'HMGET', keys.account, 'state', 'revision', 'balance', 'held', 'credit_limit', 'sequence', 'root', 'lots', 'open',
    'spent_d', 'spent_m', 'spent_y', 'past_d', 'past_m', 'past_y', 'below_spent_d', 'below_spent_m', 'below_spent_y',
    'below_past_d', 'below_past_m', 'below_past_y'
  )
  local balance, held, sequence = int_of(f[3]), int_of(f[4]), int_of(f[6])
  local spent, below = spent_text(f, 10), spent_text(f, 16)
  return {
    keys = keys, state = f[1], revision = f[2], balance = balance, held = held, credit_limit = int_of(f[5]),
    sequence = sequence, root = f[7], lots_text = f[8], open = int_of(f[9]), lots = {}, before = {}, after = {},
    lot_count = f[8] and tonumber(string.match(f[8], '^%d+')) or 0,
    spent = spent, spent_below = below, counters = {}, fields = {},
    known = { balance = balance, held = held, sequence = sequence, spent = spent, spent_below = below },
  }
end

-- What the balance can still reserve.
local function account_free(a)
  return a.balance + a.credit_limit - a.held
end

local function account_set(a, field, value)
  local fields = a.fields
  fields[#fields + 1] = field
  fields[#fields + 1] = value
end

-- Writes what has changed, in one go, and moves the total of all balances along.
-- meta: where the totals are; nil where the balance stays
local function account_write(a, meta)
  local known = a.known
  if a.balance ~= known.balance then
    account_set(a, 'balance', int_text(a.balance))
    redis.call('HINCRBY', meta, 'balance', int_text(a.balance - known.balance))
  end
  if a.held ~= known.held then account_set(a, 'held', int_text(a.held)) end
  if a.sequence ~= known.sequence then account_set(a, 'sequence', int_text(a.sequence)) end
  spent_fields(a.fields, '', known.spent, a.spent)
  spent_fields(a.fields, 'below_', known.spent_below, a.spent_below)
  if #a.fields > 0 then redis.call('HSET', a.keys.account, unpack(a.fields)) end
end

-- The profile's values, after whatever the reply begins with.
local function account_profile_reply(a, reply)
  local profile = redis.call(
    'HMGET', a.keys.account, 'root', 'parent', 'revision', 'state', 'plan', 'currency', 'time_zone', 'cycle_anchor_day',
    'seats', 'credit_limit', 'numbers', 'max_open_holds', 'created_at_ms', 'funded_by', 'on_plan_exhausted',
    'allowances', 'subjects', 'cycle_anchor_month'
  )
  for _, value in ipairs(profile) do
    reply[#reply + 1] = value or ''
  end
  return reply
end
