-- One entry per change of state, in the same script as the change, with a dense sequence per account. Money or not, an entry carries the
-- balance and the held sum after it, so that replaying the journal gives the state. Words, in this order:
--   kind account sequence at_ms amount balance held reference service subject units flags note...
-- An empty word is written as "-". Ids hold no spaces; the note is the rest of the line.
local function journal_word(text)
  if not text or text == '' then return '-' end
  return text
end

local function journal_write(key, now, retention_ms, a, entry)
  a.sequence = a.sequence + 1
  local line = table.concat({
    entry.kind, entry.account, int_text(a.sequence), int_text(now), int_text(entry.amount or 0), int_text(a.balance), int_text(a.held),
    journal_word(entry.reference), journal_word(entry.service), journal_word(entry.subject), int_text(entry.units or 0),
    journal_word(entry.flags), entry.note or '',
  }, ' ')
  redis.call('XADD', key, 'MINID', '~', int_text(math.max(0, now - retention_ms)), '*', 'entry', line)
end
