#!lua
local INT_MAX = 9007199254740991
local function int_exact(n, from)
  if not n or n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then
    error('not an exact integer: ' .. tostring(from))
  end
  return n
end
local function int_text(n)
  if n > -2147483648 and n < 2147483648 and n % 1 == 0 then return string.format('%d', n) end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  return string.format('%.0f', n)
end
local function int_of(text, fallback)
  if not text or text == '' then return fallback or 0 end
  return int_exact(tonumber(text), text)
end
local function clock_now(text)
  local now = tonumber(text)
  if now > 0 then return now end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local function account_keys(keys, from)
  local owners = {}
  for at = from, #keys, 4 do
    owners[#owners + 1] = { account = keys[at], open = keys[at + 1], counters = keys[at + 2], lots = keys[at + 3] }
  end
  return owners
end
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
local function account_set(a, field, value)
  local fields = a.fields
  fields[#fields + 1] = field
  fields[#fields + 1] = value
end
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
local function journal_add(
  key, kind, account, sequence, at_ms, amount, balance, held, reference, service, subject, units, flags, note
)
  redis.call('XADD', key, '*', 'entry', string.format(
    '%s %s %s %s %s %s %s %s %s %s %s %s %s', kind, account, sequence, at_ms, amount, balance, held, reference, service,
    subject, units, flags, note
  ))
end
local function journal_word(text)
  if not text or text == '' then return '-' end
  return text
end
local function journal_flags(flags, origin, parts)
  if not origin and (not parts or parts == '') then return journal_word(flags) end
  return (flags or '') .. ';' .. (origin or '') .. ';' .. (parts or '')
end
local function journal_write(key, now, a, entry)
  a.sequence = a.sequence + 1
  journal_add(
    key, entry.kind, entry.account, int_text(a.sequence), int_text(now), int_text(entry.amount or 0),
    int_text(entry.balance or a.balance), int_text(entry.held or a.held), journal_word(entry.reference),
    journal_word(entry.service), journal_word(entry.subject), int_text(entry.units or 0),
    journal_flags(entry.flags, entry.origin, entry.parts), entry.note or ''
  )
end
local meta, journal, accounts, account_key = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 4)
local now_ms, account_id, fingerprint, signup_credit, root, parent, plan, currency, time_zone, cycle_anchor_day, seats,
  credit_limit, numbers, funded_by, on_plan_exhausted, allowances, cycle_anchor_month,
  nonce = unpack(ARGV, 1, 18)
local now = clock_now(now_ms)
local function reply(replayed)
  local account = account_read(owner_keys[1])
  return account_profile_reply(account, {
    'CREATED', int_text(now), replayed, int_text(account.balance), int_text(account.held), int_text(account.open),
  })
end
local known_fingerprint, known_root, asked = unpack(redis.call('HMGET', account_key, 'fingerprint', 'root', 'nonce'))
if known_root and not known_fingerprint and known_root ~= root then return { 'CONFLICT', int_text(now) } end
if known_fingerprint then
  if known_fingerprint ~= fingerprint then return { 'CONFLICT', int_text(now) } end
  return reply(nonce ~= '' and asked == nonce and '0' or '1')
end
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
local signup = tonumber(signup_credit)
redis.call(
  'HSET', account_key, 'state', 'active', 'revision', '1', 'balance', '0', 'held', '0', 'credit_limit', credit_limit,
  'sequence', '0', 'root', root, 'lots', '0', 'open', '0', 'spent_d', '', 'spent_m', '', 'spent_y', '',
  'fingerprint', fingerprint, 'created_at_ms', int_text(now), 'parent', parent, 'plan', plan, 'currency', currency,
  'time_zone', time_zone, 'cycle_anchor_day', cycle_anchor_day, 'seats', seats, 'numbers', numbers,
  'max_open_holds', '0', 'funded_by', funded_by, 'on_plan_exhausted', on_plan_exhausted, 'allowances', allowances,
  'subjects', '0', 'cycle_anchor_month', cycle_anchor_month, 'nonce', nonce
)
redis.call('ZADD', accounts, 0, account_id)
local account = account_read(owner_keys[1])
journal_write(journal, now, account, {
  kind = 'account', account = account_id,
  note = table.concat({
    'active', plan, currency, time_zone, cycle_anchor_day, seats, credit_limit, numbers, root, parent,
  }, '\t'),
})
redis.call('HSETNX', meta, 'currency:' .. currency, '1')
if signup > 0 then
  account.balance = signup
  journal_write(journal, now, account, {
    kind = 'credit', account = account_id, amount = signup, note = 'signup credit of plan ' .. plan,
  })
end
account_write(account, meta)
return reply('0')