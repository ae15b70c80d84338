-- What a reversal needs to know of a charge, wherever that was made: by the end of a hold, or by Charge under a key. In
-- both it is read into the same table: owners, terms, facts, tracked and parts as in a hold; charged (milli-cents),
-- billed (units), and what reversals have given back of it, as words: units parts.

local function charged_by_hold(h)
  local billed, charged = string.match(h.result, '^%S+ %S+ (%S+) (%S+)')
  h.billed, h.charged = tonumber(billed), tonumber(charged)
end

-- Beside its answer, the key of a charge remembers in lines of their own: owners, terms, facts, when it was made with
-- what it is counted in, and what reversals have given back.
local function charged_words(owners_text, terms, facts, now, tracked)
  return table.concat({ '', owners_text, terms, facts, int_text(now) .. ' ' .. (tracked or ''), '' }, '\n')
end

-- The charge of this key; nil where the key is not known, or was not used for a charge.
local function charged_by_key(key, now)
  local _, result = once_read(key, now)
  local answer, owners_text, terms, facts, tracked, reversed =
    string.match(result or '', '^([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n(.*)$')
  if not answer then return nil end
  local billed, charged, parts = string.match(answer, '^(%S+) (%S+) %S+ %S+ %S+ (%S+)')
  local made_at, words = string.match(tracked, '^(%d+) (.*)$')
  return {
    key = key, owners_text = owners_text, terms = terms, facts = facts, tracked = words,
    authorized_at_ms = tonumber(made_at), reversed = reversed,
    parts = parts ~= '-' and parts or '', billed = tonumber(billed), charged = tonumber(charged), is_keyed = true,
  }
end

-- What was given back before: units, and parts.
local function charged_reversed(h)
  local units, parts = string.match(h.reversed or '', '^(%d+) (.*)$')
  return int_of(units), parts_list(parts or '', 0)
end

local function charged_note_reversed(h, units, parts)
  local reversed = int_text(units) .. ' ' .. parts
  if h.is_keyed then
    local kept = string.match(redis.call('GET', h.key), '^(.*\n)')
    redis.call('SET', h.key, kept .. reversed, 'KEEPTTL')
  else
    h.reversed = reversed
    hold_write(h, true)
  end
end
