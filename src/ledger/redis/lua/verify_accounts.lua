#!lua flags=no-writes
-- The money of some accounts as it stands at one place of the journal, to be compared with what the journal says up to
-- there, and the sums of their partition.
-- KEYS: 1 meta  2 journal  3 open  4 accounts  then per owner: account, account_open, counters, lots
-- ARGV: none
-- Replies: ACCOUNTS position held balance lots open_holds then of each account
--   state ('' none; `broken` where it cannot be read) listed ('0': the list of accounts is complete without it) root
--   parent sequence balance held open named (names of open holds beyond the next ones) name_count name... spent
--   spent_below lot_count (id text)...
--   STORE_LOST 0
-- include: int account spent stream

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
