#!lua flags=no-writes
-- An account, those below it and all their open holds, as they stand at one place of the journal. The holds are found
-- by the names that the account has of them, so that their keys are not among KEYS; they are of the same partition.
-- KEYS: 1 meta  2 journal  3 open  4 gateways  5 aside  6 accounts
--   then per owner: account, account_open, counters, lots (the root first)
-- ARGV: 1 now_ms (0: Redis's)  2 base (what all keys of the partition begin with)  3 family (their ids, spaces between)
-- Replies: FAMILY position balance held lots (key type count word...)...
--   MOVED account_id (one that is not among the owners)
-- include: int clock account stream record read hold

local meta, journal, open, gateways, aside, accounts = unpack(KEYS, 1, 6)
local owner_keys = account_keys(KEYS, 7)
local now_ms, base, family = unpack(ARGV, 1, 3)

local now = clock_now(now_ms)
local facts = stream_facts(journal)
local words, balance, held, lots = {}, 0, 0, 0
local function add(key, kind, list)
  if #list == 0 then return end
  words[#words + 1] = key
  words[#words + 1] = kind
  words[#words + 1] = int_text(#list)
  for _, word in ipairs(list) do words[#words + 1] = word end
end

local known = {}
for id in string.gmatch(family, '%S+') do
  known[id] = true
  add(accounts, 'zset', { id, '0' })
end
for _, keys in ipairs(owner_keys) do
  balance = balance + int_of(redis.call('HGET', keys.account, 'balance'))
  for _, key in ipairs({ keys.account, keys.counters, keys.lots }) do add(key, 'hash', redis.call('HGETALL', key)) end
  -- With the account as of one moment: what a payment has brought is in both, or in neither.
  local recharge = base .. 'recharge:' .. string.match(keys.account, '([^:]*)$')
  add(recharge, 'hash', redis.call('HGETALL', recharge))
  add(keys.open, 'zset', redis.call('ZRANGE', keys.open, 0, -1, 'WITHSCORES'))
  for _, text in ipairs(redis.call('HVALS', keys.lots)) do
    local kind, value = string.match(text, '^(%S+) %d+ %-?%d+ %d+ (%d+) ')
    -- Those of packs are units.
    if kind ~= 'pack' then lots = lots + int_of(value) end
  end
end

local root, root_id = owner_keys[1], string.match(family, '^%S+')
local names = redis.call('ZRANGE', root.open, 0, -1)
for _, field in ipairs(redis.call('HKEYS', root.account)) do names[#names + 1] = string.match(field, '^h:(.+)$') end
for _, name in ipairs(names) do
  local account_id, hold_id = string.match(name, '^([^:]*):(.*)$')
  if account_id == '' then account_id = root_id end
  if not known[account_id] then return { 'MOVED', account_id } end
  local escaped = string.gsub(hold_id, '[%%:{}]', function(c) return string.format('%%%02x', string.byte(c)) end)
  local key, member = base .. 'hold:' .. account_id .. ':' .. escaped, account_id .. ':' .. hold_id
  local hold = hold_read(key, now)
  if hold and hold_is_open(hold) then
    held = held + hold.amount
    add(key, 'string', { redis.call('GET', key) })
    add(open, 'zset', { member, redis.call('ZSCORE', open, member) or int_text(hold.deadline_at_ms) })
    local why = redis.call('HGET', aside, member)
    if why then add(aside, 'hash', { member, why }) end
    local parent, gateway = hold_route(hold.facts)
    if gateway ~= '' then add(gateways, 'zset', { gateway .. '\t' .. member, '0' }) end
    if parent ~= '' then add(gateways, 'zset', { '\t' .. account_id .. ':' .. parent .. '\t' .. member, '0' }) end
  end
end
local reply = {
  'FAMILY', facts and facts['last-generated-id'] or '0-0', int_text(balance), int_text(held), int_text(lots),
}
for _, word in ipairs(words) do reply[#reply + 1] = word end
return reply
