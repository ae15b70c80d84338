-- Lots of the plan that are forgotten, see grants.lua.
local PAST_KEEP_MS = 367 * 86400000

-- Remembers what was used of lots that are forgotten now.
local function past_note(a, ended, now)
  local entries = {}
  for entry in string.gmatch(redis.call('HGET', a.keys.lots, 'past') or '', '[^;]+') do
    local expires_at = string.match(entry, '^%S+ %S+ %d+ (%d+)')
    if tonumber(expires_at) > now - PAST_KEEP_MS then entries[#entries + 1] = entry end
  end
  for _, lot in ipairs(ended) do
    entries[#entries + 1] = table.concat({
      lot.kind, lot.id, int_text(lot.starts_at), int_text(lot.expires_at), lot.services, int_text(lot.used),
    }, ' ')
  end
  redis.call('HSET', a.keys.lots, 'past', table.concat(entries, ';'))
end
