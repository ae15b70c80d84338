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
local function absent_reply(account, now, meta)
  if account.root and not account.state then return { 'REKEY', int_text(now), 'root', account.root } end
  if account.state then return nil end
  if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
  return { 'MISSING', int_text(now), 'account' }
end
local function subjects_order(key)
  if redis.call('TYPE', key).ok ~= 'set' then return end
  local ids = redis.call('SMEMBERS', key)
  redis.call('DEL', key)
  for from = 1, #ids, 1000 do
    local words = {}
    for at = from, math.min(from + 999, #ids) do
      words[#words + 1] = '0'
      words[#words + 1] = ids[at]
    end
    redis.call('ZADD', key, unpack(words))
  end
end
local meta, journal, subject, subjects, account_key = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 5)
local now_ms, account_id, subject_id, particulars, revision = unpack(ARGV, 1, 5)
local now = clock_now(now_ms)
local account = account_read(owner_keys[1])
local absent = absent_reply(account, now, meta)
if absent then return absent end
local known = redis.call('GET', subject)
if (known or '') == particulars then return { 'SUBJECT', int_text(now) } end
if revision ~= '0' and account.revision ~= revision then return { 'REVISION', int_text(now), account.revision } end
subjects_order(subjects)
if particulars == '' then
  redis.call('DEL', subject)
  redis.call('ZREM', subjects, subject_id)
else
  redis.call('SET', subject, particulars)
  redis.call('ZADD', subjects, 0, subject_id)
end
local count = int_text(redis.call('ZCARD', subjects))
redis.call('HSET', account_key, 'revision', int_text(tonumber(account.revision) + 1), 'subjects', count)
journal_write(journal, now, account, {
  kind = 'subject', account = account_id, subject = subject_id, note = particulars,
})
account_write(account, meta)
return { 'SUBJECT', int_text(now) }