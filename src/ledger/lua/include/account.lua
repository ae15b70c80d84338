-- The account hash: its profile, which sidecars cache, and its money.
local ACCOUNT_PROFILE = {
  'root', 'parent', 'revision', 'state', 'plan', 'currency', 'time_zone', 'cycle_anchor_day', 'seats', 'credit_limit', 'numbers',
  'max_open_holds', 'created_at_ms',
}

-- The money of an account, and what admissions look at. The state is false when there is no such account; `root` is set on the stub that
-- stands in for a child account in its home partition.
local function account_read(key)
  local f = redis.call('HMGET', key, 'state', 'revision', 'balance', 'held', 'credit_limit', 'sequence', 'root')
  return {
    key = key, state = f[1], revision = f[2], balance = int_of(f[3]), held = int_of(f[4]), credit_limit = int_of(f[5]),
    sequence = int_of(f[6]), root = f[7],
  }
end

-- Credit before holds are taken off: what "zero balance" looks at.
local function account_posted(a)
  return a.balance + a.credit_limit
end

-- What can still be reserved.
local function account_available(a)
  return a.balance + a.credit_limit - a.held
end

local function account_write(a)
  redis.call('HSET', a.key, 'balance', int_text(a.balance), 'held', int_text(a.held), 'sequence', int_text(a.sequence))
end

-- The profile's values, in the order of ACCOUNT_PROFILE, after whatever the reply begins with.
local function account_profile_reply(key, reply)
  for _, value in ipairs(redis.call('HMGET', key, unpack(ACCOUNT_PROFILE))) do reply[#reply + 1] = value or '' end
  return reply
end

-- Balance, available and posted, in the order in which every reply carries them.
local function account_funds_reply(a, reply)
  reply[#reply + 1] = int_text(a.balance)
  reply[#reply + 1] = int_text(account_available(a))
  reply[#reply + 1] = int_text(account_posted(a))
  return reply
end
