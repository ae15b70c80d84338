#!lua flags=no-writes
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
local function stream_facts(key)
  if redis.call('EXISTS', key) == 0 then return nil end
  local words, facts = redis.call('XINFO', 'STREAM', key), {}
  for i = 1, #words, 2 do facts[words[i]] = words[i + 1] end
  return facts
end
local function hold_route(facts)
  local parent, gateway, rule = string.match(
    facts, '^[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t([^\t]*)\t?([^\t]*)\t?(.*)$'
  )
  return parent or '', gateway or '', rule or ''
end
local HOLD_WORDS = '^2 (%a+) (%d+) (%d+) (%d+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) ([^\n]+)\n([^\n]*)\n([^\n]*)\n()'
  .. '(%S+) ([^\n]*)\n(%S+ %S+ %S+ %S+) ([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)()\n?(.*)$'
local function hold_read(key, now, stored)
  local text = stored == nil and redis.pcall('GET', key) or stored
  if not text then return nil end
  if type(text) == 'table' then
    if redis.call('TYPE', key).ok == 'hash' then return nil, { 'ADOPT', int_text(now) } end
    error(text)
  end
  local state, amount, granted, authorized_at, answered_at, until_ms, proven, sequence, marks, settled_by, nonce, parts,
    result, from, fingerprint, owners, limits, timing, terms, facts, funding, tracked, till,
    last = string.match(text, HOLD_WORDS)
  local since = tonumber(authorized_at)
  local h = {
    key = key, state = state, amount = tonumber(amount), granted = tonumber(granted), authorized_at_ms = since,
    answered_at_ms = answered_at == '-' and 0 or since + tonumber(answered_at),
    proven = proven == '-' and 0 or tonumber(proven), reported = proven ~= '-',
    sequence = sequence ~= '-' and sequence, cut = marks == 'c' or marks == 'sc', swept = marks == 's' or marks == 'sc',
    settled_by = settled_by, nonce = nonce ~= '-' and nonce, parts = parts, result = result, fingerprint = fingerprint,
    owners_text = owners, limits = limits, timing = timing, terms = terms, facts = facts,
    funding = funding ~= '' and funding, tracked = tracked,
    pinned = string.sub(text, from, till - 1),
  }
  local ends_at = since + tonumber(until_ms)
  if state == 'reserved' or state == 'answered' then
    h.deadline_at_ms, h.interim = ends_at, last ~= '' and last
  elseif ends_at <= now then
    return nil
  else
    h.expires_at_ms, h.reversed = ends_at, last ~= '' and last
  end
  return h
end
local function hold_is_open(h)
  return h.state == 'reserved' or h.state == 'answered'
end
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
  local recharge = base .. 'recharge:' .. string.match(keys.account, '([^:]*)$')
  add(recharge, 'hash', redis.call('HGETALL', recharge))
  add(keys.open, 'zset', redis.call('ZRANGE', keys.open, 0, -1, 'WITHSCORES'))
  for _, text in ipairs(redis.call('HVALS', keys.lots)) do
    local kind, value = string.match(text, '^(%S+) %d+ %-?%d+ %d+ (%d+) ')
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