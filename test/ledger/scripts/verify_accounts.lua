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
local SPENT_KINDS = { 'd', 'm', 'y' }
local function spent_text(a, s)
  if not s.past then
    s.past = redis.call('HMGET', a.keys.account, s.prefix .. 'past_d', s.prefix .. 'past_m', s.prefix .. 'past_y')
  end
  local words = {}
  for _, kind in ipairs(SPENT_KINDS) do
    if s[kind] ~= '' then words[#words + 1] = s[kind] end
  end
  for i = 1, #SPENT_KINDS do
    local before = s.past[i]
    if before and before ~= '' then words[#words + 1] = before end
  end
  return table.concat(words, ' ')
end
local function stream_facts(key)
  if redis.call('EXISTS', key) == 0 then return nil end
  local words, facts = redis.call('XINFO', 'STREAM', key), {}
  for i = 1, #words, 2 do facts[words[i]] = words[i + 1] end
  return facts
end
local meta, journal, open, accounts = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 5)
local sums = redis.call('HMGET', meta, 'held', 'balance', 'lots', 'partitions', 'accounts_listed')
if not sums[4] then return { 'STORE_LOST', '0' } end
local facts = stream_facts(journal)
local reply = {
  'ACCOUNTS', facts and facts['last-generated-id'] or '0-0', sums[1] or '0', sums[2] or '0', sums[3] or '0',
  int_text(redis.call('ZCARD', open)),
}
local function read_one(keys)
  local a, names, words = account_read(keys), {}, {}
  for _, field in ipairs(redis.call('HKEYS', keys.account)) do
    names[#names + 1] = string.match(field, '^h:(.+)$')
  end
  local lots = redis.call('HGETALL', keys.lots)
  local function add(list)
    for _, word in ipairs(list) do words[#words + 1] = word end
  end
  local id = string.match(keys.account, ':account:(.+)$')
  local is_missed = a.state and sums[5] and not redis.call('ZSCORE', accounts, id)
  add({
    a.state or '', is_missed and '0' or '', a.root or '', redis.call('HGET', keys.account, 'parent') or '',
    int_text(a.sequence), int_text(a.balance), int_text(a.held), int_text(a.open),
    int_text(redis.call('ZCARD', keys.open)), int_text(#names),
  })
  add(names)
  add({ spent_text(a, a.spent), spent_text(a, a.below), int_text(#lots / 2) })
  add(lots)
  return words
end
for _, keys in ipairs(owner_keys) do
  local is_read, words = pcall(read_one, keys)
  if not is_read then words = { 'broken', '', '', '', '0', '0', '0', '0', '0', '0', '', '', '0' } end
  for _, word in ipairs(words) do reply[#reply + 1] = word end
end
return reply