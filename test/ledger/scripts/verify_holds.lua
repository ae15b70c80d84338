#!lua flags=no-writes
local INT_MAX = 9007199254740991
local function int_text(n)
  if n > -2147483648 and n < 2147483648 and n % 1 == 0 then return string.format('%d', n) end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  return string.format('%.0f', n)
end
local function clock_now(text)
  local now = tonumber(text)
  if now > 0 then return now end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
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
local function stream_facts(key)
  if redis.call('EXISTS', key) == 0 then return nil end
  local words, facts = redis.call('XINFO', 'STREAM', key), {}
  for i = 1, #words, 2 do facts[words[i]] = words[i + 1] end
  return facts
end
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