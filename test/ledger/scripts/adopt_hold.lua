#!lua flags=allow-oom
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
local function hold_put(
  key, keep, state, amount, granted, since, answered, ends, proven, sequence, marks, settled_by, nonce, rest
)
  local text = string.format(
    '2 %s %s %s %s %s %s %s %s %s %s %s\n%s', state, amount, granted, since, answered, ends, proven, sequence, marks,
    settled_by, nonce, rest
  )
  if not keep then
    redis.call('SET', key, text)
  elseif keep == true then
    redis.call('SET', key, text, 'KEEPTTL')
  else
    redis.call('SET', key, text, 'PX', keep)
  end
end
local HOLD_WORDS = '^2 (%a+) (%d+) (%d+) (%d+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) ([^\n]+)\n([^\n]*)\n([^\n]*)\n()'
  .. '(%S+) ([^\n]*)\n(%S+ %S+ %S+ %S+) ([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)()\n?(.*)$'
local function hold_owners_text(payer_index, ids, account_id)
  if ids == account_id then return payer_index end
  return payer_index .. ' ' .. ids
end
local function hold_pinned(fingerprint, owners_text, limits, timing, terms, facts, funding, tracked)
  return string.format(
    '%s %s\n%s %s\n%s\n%s\n%s\n%s', fingerprint, owners_text, limits, timing, terms, facts, funding, tracked
  )
end
local function hold_write(h, keep)
  local since = h.authorized_at_ms
  local pinned = h.pinned or hold_pinned(
    h.fingerprint, h.owners_text, h.limits, h.timing, h.terms, h.facts, h.funding or '', h.tracked
  )
  local last = h.interim or h.reversed
  local marks = (h.swept and 's' or '') .. (h.cut and 'c' or '')
  local rest = h.parts .. '\n' .. h.result .. '\n' .. pinned .. (last and '\n' .. last or '')
  hold_put(
    h.key, type(keep) == 'number' and int_text(keep) or keep, h.state, int_text(h.amount), int_text(h.granted),
    int_text(since), h.answered_at_ms > 0 and int_text(h.answered_at_ms - since) or '-',
    int_text((h.expires_at_ms or h.deadline_at_ms) - since), h.reported and int_text(h.proven) or '-',
    h.sequence or '-', marks ~= '' and marks or '-', h.settled_by or '-', h.nonce or '-', rest
  )
end
local function hold_is_open(h)
  return h.state == 'reserved' or h.state == 'answered'
end
local OPEN_FIELDS_MAX = 8
local OPEN_FIELD_LENGTH_MAX = 60
local function open_field(open_key, open, name)
  if open < OPEN_FIELDS_MAX and #name <= OPEN_FIELD_LENGTH_MAX then return 'h:' .. name end
  redis.call('ZADD', open_key, 0, name)
end
local function open_name(owner_index, account_id, hold_id)
  return (owner_index == 1 and '' or account_id) .. ':' .. hold_id
end
local function open_add(a, name)
  local field = open_field(a.keys.open, a.open, name)
  if field then account_set(a, field, '') end
  a.open = a.open + 1
  account_set(a, 'open', int_text(a.open))
end
local hold_key = unpack(KEYS, 1, 1)
local owner_keys = account_keys(KEYS, 2)
local now_ms, account_id, hold_id, owners = unpack(ARGV, 1, 4)
local now = clock_now(now_ms)
if redis.call('TYPE', hold_key).ok ~= 'hash' then return { 'ADOPTED', int_text(now) } end
local f = redis.call(
  'HMGET', hold_key, 'state', 'fingerprint', 'owners', 'amount', 'granted', 'terms', 'limits', 'timing', 'facts',
  'authorized_at_ms', 'answered_at_ms', 'deadline_at_ms', 'proven', 'sequence', 'result', 'expires_at_ms', 'settled_by',
  'swept', 'funding', 'parts', 'cut', 'nonce', 'payer', 'reversed'
)
local function text(at, fallback)
  local word = f[at]
  if not word or word == '' then return fallback end
  return word
end
local since = int_of(f[10])
if f[1] == 'early' then since = now end
local payer_index, ids = string.match(text(3, '0 ' .. (f[23] or account_id)), '^(%d+) (.+)$')
local h = {
  key = hold_key, state = f[1], amount = int_of(f[4]), granted = int_of(f[5]), authorized_at_ms = since,
  answered_at_ms = int_of(f[11]), deadline_at_ms = int_of(f[12]), proven = int_of(f[13]), reported = f[13] ~= false,
  sequence = f[14] and string.gsub(f[14], ' ', ':'), cut = f[21] ~= false and f[21] == f[5], swept = f[18] == '1',
  settled_by = text(17, '-'), nonce = text(22), parts = text(20, ''), result = text(15, ''),
  fingerprint = string.sub(text(2, '-'), 1, 11), owners_text = hold_owners_text(payer_index, ids, account_id),
  limits = text(7, '0 0 0 deny'), timing = text(8, '0 0 0 release 1 0'), terms = text(6, ''), facts = text(9, ''),
  funding = text(19), tracked = '', reversed = text(24),
}
if not hold_is_open(h) then
  h.expires_at_ms = int_of(f[16])
  hold_write(h, math.max(1, h.expires_at_ms - now))
  return { 'ADOPTED', int_text(now) }
end
if ids ~= owners then return { 'REKEY', int_text(now), 'owners', ids } end
hold_write(h)
for i, keys in ipairs(owner_keys) do
  local account = account_read(keys)
  local name = open_name(i, account_id, hold_id)
  open_add(account, name)
  redis.call('SREM', keys.account .. ':open', account_id .. ':' .. hold_id)
  account_write(account)
end
return { 'ADOPTED', int_text(now) }