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
local function stream_facts(key)
  if redis.call('EXISTS', key) == 0 then return nil end
  local words, facts = redis.call('XINFO', 'STREAM', key), {}
  for i = 1, #words, 2 do facts[words[i]] = words[i + 1] end
  return facts
end
local function stream_gone_to(facts)
  if not facts then return '0-0' end
  local first = facts['first-entry']
  if not first then return facts['last-generated-id'] end
  local ms, number = string.match(first[1], '^(%d+)-(%d+)$')
  if tonumber(number) > 0 then return ms .. '-' .. int_text(tonumber(number) - 1) end
  return int_text(tonumber(ms) - 1) .. '-' .. int_text(INT_MAX)
end
local meta, journal = unpack(KEYS, 1, 2)
local account_id, first, last, count = unpack(ARGV, 1, 4)
local page = redis.call('XRANGE', journal, first, last, 'COUNT', count)
local covered_from = redis.call('HGET', meta, 'created_at_ms') or '0'
local facts = stream_facts(journal)
if facts and facts['entries-added'] > facts['length'] then
  covered_from = int_text(int_of(string.match(stream_gone_to(facts), '^%d+')) + 1)
end
local looked_at = ''
if #page == tonumber(count) then looked_at = page[#page][1] end
local reply = { 'JOURNAL', covered_from, looked_at }
for _, entry in ipairs(page) do
  local line = entry[2][2]
  if string.match(line, '^%S+ (%S+)') == account_id then
    reply[#reply + 1] = entry[1]
    reply[#reply + 1] = line
  end
end
return reply