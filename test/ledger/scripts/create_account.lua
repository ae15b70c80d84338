#!lua
local INT_MAX = 9007199254740991
local function int_exact(n, from)
  if not n or n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then
    error('not an exact integer: ' .. tostring(from))
  end
  return n
end
local function int_text(n)
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  return n == 0 and '0' or string.format('%.0f', n)
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
local SPENT_FIELDS = { 'spent_d', 'spent_m', 'spent_y', 'past_d', 'past_m', 'past_y' }
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
local function account_keys(keys, from)
  local owners = {}
  for at = from, #keys, 4 do
    owners[#owners + 1] = { account = keys[at], open = keys[at + 1], counters = keys[at + 2], lots = keys[at + 3] }
  end
  return owners
end
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
local function account_set(a, field, value)
  local fields = a.fields
  fields[#fields + 1] = field
  fields[#fields + 1] = value
end
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
local LOT_NEVER = 9007199254740991
local GRANTS_KEEP_PAST_MS = 367 * 86400000
local LOTS_MAX = 200
local LOTS_ENTRY = 29
local LOTS_FIRST = 6
local LOTS_ALL_KNOWN = '-'
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
local function journal_flags(entry)
  local origin, parts = entry.origin or '', entry.parts or ''
  if origin == '' and parts == '' then return journal_word(entry.flags) end
  return (entry.flags or '') .. ';' .. origin .. ';' .. parts
end
local function journal_write(key, now, a, entry)
  a.sequence = a.sequence + 1
  journal_add(
    key, entry.kind, entry.account, int_text(a.sequence), int_text(now), int_text(entry.amount or 0),
    int_text(entry.balance or a.balance), int_text(entry.held or a.held), journal_word(entry.reference),
    journal_word(entry.service), journal_word(entry.subject), int_text(entry.units or 0), journal_flags(entry),
    entry.note or ''
  )
end
local meta, journal, account_key, account_open = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 3)
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
  'HSET', account_key, 'fingerprint', fingerprint, 'state', 'active', 'revision', '1', 'created_at_ms', int_text(now),
  'root', root, 'parent', parent, 'plan', plan, 'currency', currency, 'time_zone', time_zone,
  'cycle_anchor_day', cycle_anchor_day, 'seats', seats, 'credit_limit', credit_limit, 'numbers', numbers,
  'max_open_holds', '0', 'balance', '0', 'held', '0', 'sequence', '0', 'open', '0', 'funded_by', funded_by,
  'on_plan_exhausted', on_plan_exhausted, 'allowances', allowances, 'subjects', '0',
  'cycle_anchor_month', cycle_anchor_month, 'nonce', nonce
)
local account = account_read(owner_keys[1])
journal_write(journal, now, account, {
  kind = 'account', account = account_id,
  note = table.concat({ 'active', plan, currency, time_zone, cycle_anchor_day, seats, credit_limit, numbers }, '\t'),
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