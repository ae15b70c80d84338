-- Entries of the journal, see entry.lua, out of what an account and a verb know.
local function journal_word(text)
  if not text or text == '' then return '-' end
  return text
end

local function journal_flags(flags, origin, parts)
  if not origin and (not parts or parts == '') then return journal_word(flags) end
  return (flags or '') .. ';' .. (origin or '') .. ';' .. (parts or '')
end

local function journal_write(key, now, a, entry)
  a.sequence = a.sequence + 1
  journal_add(
    key, entry.kind, entry.account, int_text(a.sequence), int_text(now), int_text(entry.amount or 0),
    int_text(entry.balance or a.balance), int_text(entry.held or a.held), journal_word(entry.reference),
    journal_word(entry.service), journal_word(entry.subject), int_text(entry.units or 0),
    journal_flags(entry.flags, entry.origin, entry.parts), entry.note or ''
  )
end

-- The entries that lots gave rise to, before or after the movement of the script itself. They remember the balance of
-- their moment.
local function journal_write_all(key, now, a, account_id, entries)
  for _, entry in ipairs(entries) do
    entry.account = account_id
    journal_write(key, now, a, entry)
  end
end
