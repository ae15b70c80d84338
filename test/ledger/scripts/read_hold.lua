#!lua flags=no-writes
local earlier_read
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
local hold_key = unpack(KEYS, 1, 1)
local now_ms = unpack(ARGV, 1, 1)
local now = clock_now(now_ms)
local hold, adopt = hold_read(hold_key, now)
if adopt then return adopt end
if not hold or hold.state == 'early' then return { 'MISSING', int_text(now), 'hold' } end
if hold.interim then
function earlier_read(h)
  local sequence, reported, units, clamped, billed, charged, parts =
    string.match(h.interim, '^(%d+) (%d+) (%d+) (%d) (%d+) (%d+) (.*)$')
  return {
    sequence = tonumber(sequence), reported = tonumber(reported), units = tonumber(units), clamped = clamped == '1',
    billed = tonumber(billed), charged = tonumber(charged), parts = parts,
    released = 0, forgiven = 0, held = h.amount + tonumber(charged),
  }
end
end
return {
  'HOLD', int_text(now), hold.owners_text, hold.state, int_text(hold.amount), int_text(hold.granted),
  int_text(hold.authorized_at_ms), int_text(hold.answered_at_ms),
  int_text(hold_is_open(hold) and hold.deadline_at_ms or 0), hold.terms, hold.facts, hold.result,
  hold.parts, hold.fingerprint == '-' and '1' or '0', hold.reversed or '',
  hold.interim and earlier_read(hold).parts or '', string.sub(hold.fingerprint, 1, 9) == 'recreated' and '1' or '0',
  string.match(hold.limits, '^%d+ %d+'), hold.cut and '1' or '',
}