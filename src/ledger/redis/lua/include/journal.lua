-- One entry per change of state, in the same script as the change, with a dense sequence per account. Money or not, an
-- entry carries the balance and what is held on it afterwards, so that replaying the journal gives the state. Words, in
-- this order:
--   kind account sequence at_ms amount balance held reference service subject units flags[;origin;parts] note...
-- An empty word is written as "-". `origin` is the account whose traffic it was, where another one pays; `parts` is
-- what a hold now has reserved, or has been charged, where that is more than the balance. Ids hold no spaces; the note
-- is the rest of the line. The note of `open` says what the traffic was; see pinned.ts. Entries are never dropped here:
-- trimming is an operation of its own.
local function journal_word(text)
  if not text or text == '' then return '-' end
  return text
end

local function journal_flags(entry)
  local origin, parts = entry.origin or '', entry.parts or ''
  if origin == '' and parts == '' then return journal_word(entry.flags) end
  return (entry.flags or '') .. ';' .. origin .. ';' .. parts
end

local function journal_write(key, now, a, entry)
  a.sequence = a.sequence + 1
  local line = table.concat({
    entry.kind, entry.account, int_text(a.sequence), int_text(now), int_text(entry.amount or 0),
    int_text(entry.balance or a.balance), int_text(entry.held or a.held),
    journal_word(entry.reference), journal_word(entry.service), journal_word(entry.subject), int_text(entry.units or 0),
    journal_flags(entry), entry.note or '',
  }, ' ')
  redis.call('XADD', key, '*', 'entry', line)
end

-- The entries that lots gave rise to, before or after the movement of the script itself. They remember the balance of
-- their moment.
local function journal_write_all(key, now, a, account_id, entries)
  for _, entry in ipairs(entries) do
    entry.account = account_id
    journal_write(key, now, a, entry)
  end
end
