#!lua flags=no-writes
local INT_MAX = 9007199254740991
local function int_exact(n, from)
  if not n or n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then
    error('not an exact integer: ' .. tostring(from))
  end
  return n
end
local int_texts = {}
local function int_text(n)
  local text = int_texts[n]
  if text then return text end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  text = n == 0 and '0' or string.format('%.0f', n)
  int_texts[n] = text
  return text
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
local ACCOUNT_PROFILE = {
  'root', 'parent', 'revision', 'state', 'plan', 'currency', 'time_zone', 'cycle_anchor_day', 'seats', 'credit_limit',
  'numbers', 'max_open_holds', 'created_at_ms', 'funded_by', 'on_plan_exhausted', 'allowances', 'subjects',
  'cycle_anchor_month',
}
local HOLD_FIELDS = {
  'state', 'fingerprint', 'owners', 'amount', 'granted', 'terms', 'limits', 'timing', 'facts', 'authorized_at_ms',
  'answered_at_ms', 'deadline_at_ms', 'proven', 'sequence', 'result', 'expires_at_ms', 'settled_by', 'swept', 'spend',
  'funding', 'parts', 'cut', 'nonce', 'reversed',
}
local function hold_read(key, now)
  local f = redis.call('HMGET', key, unpack(HOLD_FIELDS))
  if not f[1] then return nil, false end
  if f[16] and tonumber(f[16]) <= now then return nil, true end
  local owners_text = f[3] or '0 ' .. (redis.call('HGET', key, 'payer') or '')
  return {
    key = key, state = f[1], fingerprint = f[2], owners_text = owners_text, amount = int_of(f[4]),
    granted = int_of(f[5]), terms = f[6], limits = f[7], timing = f[8], facts = f[9], authorized_at_ms = int_of(f[10]),
    answered_at_ms = int_of(f[11]), deadline_at_ms = int_of(f[12]), proven = int_of(f[13]), reported = f[13] ~= false,
    sequence = f[14], result = f[15], settled_by = f[17], swept = f[18] == '1', tracked = f[19], funding = f[20],
    parts = f[21], cut = f[22] ~= false and f[22] == f[5], nonce = f[23], reversed = f[24],
  }
end
local function hold_is_open(h)
  return h.state == 'reserved' or h.state == 'answered'
end
local hold_key = unpack(KEYS, 1, 1)
local now_ms = unpack(ARGV, 1, 1)
local now = clock_now(now_ms)
local hold = hold_read(hold_key, now)
if not hold or hold.state == 'early' then return { 'MISSING', int_text(now), 'hold' } end
return {
  'HOLD', int_text(now), hold.owners_text, hold.state, int_text(hold.amount), int_text(hold.granted),
  int_text(hold.authorized_at_ms), int_text(hold.answered_at_ms),
  int_text(hold_is_open(hold) and hold.deadline_at_ms or 0), hold.terms, hold.facts, hold.result or '',
  hold.parts or '',
  hold.fingerprint == '' and '1' or '0', hold.reversed or '',
}