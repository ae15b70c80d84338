-- The account hash: its profile, which sidecars cache, and its money.
local ACCOUNT_PROFILE = {
  'root', 'parent', 'revision', 'state', 'plan', 'currency', 'time_zone', 'cycle_anchor_day', 'seats', 'credit_limit',
  'numbers', 'max_open_holds', 'created_at_ms', 'funded_by', 'on_plan_exhausted', 'allowances', 'subjects',
  'cycle_anchor_month',
}

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
-- on the stub that stands in for a child account in its home partition. `lot_count` is how many lots are stored, so
-- that most accounts never ask for them.
local function account_read(keys)
  local f = redis.call(
    'HMGET', keys.account, 'state', 'revision', 'balance', 'held', 'credit_limit', 'sequence', 'root', 'lots'
  )
  return {
    keys = keys, state = f[1], revision = f[2], balance = int_of(f[3]), held = int_of(f[4]),
    credit_limit = int_of(f[5]), sequence = int_of(f[6]), root = f[7], lot_count = int_of(f[8]), lots = {},
    before = {}, after = {},
  }
end

-- What the balance can still reserve.
local function account_free(a)
  return a.balance + a.credit_limit - a.held
end

local function account_write(a)
  redis.call(
    'HSET', a.keys.account, 'balance', int_text(a.balance), 'held', int_text(a.held), 'sequence', int_text(a.sequence)
  )
end

-- The profile's values, in the order of ACCOUNT_PROFILE, after whatever the reply begins with.
local function account_profile_reply(a, reply)
  for _, value in ipairs(redis.call('HMGET', a.keys.account, unpack(ACCOUNT_PROFILE))) do
    reply[#reply + 1] = value or ''
  end
  return reply
end
