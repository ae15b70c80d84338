#!lua flags=allow-oom
-- Rewrite a hold that an older version stored as a hash in the layout of include/hold.lua, with its account's list of
-- open holds. Every verb that meets such a hash asks for it. What the older version counted for its limits is
-- forgotten: those counters are no longer looked at.
-- KEYS: 1 hold_key  then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 hold_id  4 owners
-- Replies: ADOPTED now | REKEY now which account_id
-- include: int clock account record read hold names open

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
