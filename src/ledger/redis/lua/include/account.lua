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
-- see names.lua; `spent` and `below` what its periods have cost, see spent.lua; `counters` those that were read, see
-- counters.lua. `fields` is what account_write has to write.
local function account_read(keys)
  local state, revision, balance, held, credit_limit, sequence, root, lots, open, day, month, year, below_day,
    below_month, below_year = unpack(redis.call(
      'HMGET', keys.account, 'state', 'revision', 'balance', 'held', 'credit_limit', 'sequence', 'root', 'lots', 'open',
      'spent_d', 'spent_m', 'spent_y', 'below_spent_d', 'below_spent_m', 'below_spent_y'
    ))
  balance, held, sequence = int_of(balance), int_of(held), int_of(sequence)
  return {
    keys = keys, state = state, revision = revision, balance = balance, held = held, sequence = sequence,
    credit_limit = int_of(credit_limit), root = root, open = int_of(open), lots_text = lots,
    lot_count = lots and lots ~= '0' and tonumber(string.match(lots, '^%d+')) or 0, fields = {}, counters = {},
    spent = { prefix = '', d = day or '', m = month or '', y = year or '' },
    below = { prefix = 'below_', d = below_day or '', m = below_month or '', y = below_year or '' },
    balance_before = balance, held_before = held, sequence_before = sequence,
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
  local fields = a.fields
  local change = a.balance - a.balance_before
  if change ~= 0 then
    account_set(a, 'balance', int_text(a.balance))
    redis.call('HINCRBY', meta, 'balance', int_text(change))
  end
  if a.held ~= a.held_before then account_set(a, 'held', int_text(a.held)) end
  if a.sequence ~= a.sequence_before then account_set(a, 'sequence', int_text(a.sequence)) end
  if #fields > 0 then redis.call('HSET', a.keys.account, unpack(fields)) end
end

-- The profile's values, after whatever the reply begins with.
local function account_profile_reply(a, reply)
  local profile = redis.call(
    'HMGET', a.keys.account, 'root', 'parent', 'revision', 'state', 'plan', 'currency', 'time_zone', 'cycle_anchor_day',
    'seats', 'credit_limit', 'numbers', 'max_open_holds', 'created_at_ms', 'funded_by', 'on_plan_exhausted',
    'allowances', 'subjects', 'cycle_anchor_month', 'packs'
  )
  for _, value in ipairs(profile) do
    reply[#reply + 1] = value or ''
  end
  return reply
end
