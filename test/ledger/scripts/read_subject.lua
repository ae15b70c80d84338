#!lua flags=no-writes
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
local function absent_reply(account, now, meta)
  if account.root and not account.state then return { 'REKEY', int_text(now), 'root', account.root } end
  if account.state then return nil end
  if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
  return { 'MISSING', int_text(now), 'account' }
end
local meta, subject = unpack(KEYS, 1, 2)
local owner_keys = account_keys(KEYS, 3)
local now_ms = unpack(ARGV, 1, 1)
local now = clock_now(now_ms)
local account = account_read(owner_keys[1])
local absent = absent_reply(account, now, meta)
if absent then return absent end
return { 'SUBJECT', int_text(now), account.revision, redis.call('GET', subject) or '' }