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
local function absent_reply(account, now, meta)
  if account.root and not account.state then return { 'REKEY', int_text(now), 'root', account.root } end
  if account.state then return nil end
  if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
  return { 'MISSING', int_text(now), 'account' }
end
local meta, account_key, account_open, counters, lots = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 2)
local now_ms = unpack(ARGV, 1, 1)
local named = { unpack(ARGV, 2) }
local now = clock_now(now_ms)
local account = account_read(owner_keys[1])
local absent = absent_reply(account, now, meta)
if absent then return absent end
local reply = account_profile_reply(account, {
  'ACCOUNT', int_text(now), '0', int_text(account.balance), int_text(account.held), int_text(account.open),
})
reply[#reply + 1] = account.spent
reply[#reply + 1] = account.spent_below
local stored = redis.call('HGETALL', lots)
reply[#reply + 1] = int_text(#stored / 2)
for _, word in ipairs(stored) do reply[#reply + 1] = word end
if #named > 0 then
  for i, text in ipairs(redis.call('HMGET', counters, unpack(named))) do
    if text then
      reply[#reply + 1] = named[i]
      reply[#reply + 1] = text
    end
  end
end
return reply