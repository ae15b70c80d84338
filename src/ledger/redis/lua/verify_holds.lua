#!lua flags=no-writes
-- Some holds as they stand at one place of the journal, and where the indexes name them.
-- KEYS: 1 journal  2 open  3 gateways  then per hold: hold, and of each of its owners: account, account_open
-- ARGV: 1 now_ms (0: Redis's)  then per hold: account_id hold_id owner_count
-- Replies: HOLDS position then of each hold
--   state ('' none; `old` where an older version wrote it; `broken` where it cannot be read)
--   amount parts since deadline place (in the index of deadlines; '' none) payer (its place among the owners)
--   by_gateway by_parent ('1' listed, '0' not, '' need not be)
--   named (by each owner: '1' or '0')
-- include: int clock record read hold stream

local journal, open, gateways = unpack(KEYS, 1, 3)
local hold_keys = { unpack(KEYS, 4) }
local now_ms = unpack(ARGV, 1, 1)
local asked = { unpack(ARGV, 2) }

local now = clock_now(now_ms)
local facts = stream_facts(journal)
local reply = { 'HOLDS', facts and facts['last-generated-id'] or '0-0' }
local function add(...)
  for _, word in ipairs({ ... }) do reply[#reply + 1] = word end
end

local function listed(name, is_due)
  if not is_due then return '' end
  return redis.call('ZSCORE', gateways, name) and '1' or '0'
end

local at = 1
for i = 1, #asked, 3 do
  local account_id, hold_id, owners = asked[i], asked[i + 1], tonumber(asked[i + 2])
  local is_read, hold, adopt = pcall(hold_read, hold_keys[at], now)
  local member, named = account_id .. ':' .. hold_id, {}
  for owner = 1, owners do
    local account, account_open = hold_keys[at + 2 * owner - 1], hold_keys[at + 2 * owner]
    local name = (owner == 1 and '' or account_id) .. ':' .. hold_id
    local is_named = redis.call('HEXISTS', account, 'h:' .. name) == 1 or redis.call('ZSCORE', account_open, name)
    named[owner] = is_named and '1' or '0'
  end
  local place = redis.call('ZSCORE', open, member) or ''
  if is_read and hold and hold_is_open(hold) then
    local parent, gateway = hold_route(hold.facts)
    add(
      hold.state, int_text(hold.amount), hold.parts, int_text(hold.authorized_at_ms), int_text(hold.deadline_at_ms),
      place, string.match(hold.owners_text, '^%d+'), listed(gateway .. '\t' .. member, gateway ~= ''),
      listed('\t' .. account_id .. ':' .. parent .. '\t' .. member, parent ~= '')
    )
  else
    local state = not is_read and 'broken' or adopt and 'old' or hold and hold.state or ''
    add(state, '0', '', '0', '0', place, '0', '', '')
  end
  add(table.concat(named))
  at = at + 1 + 2 * owners
end
return reply
