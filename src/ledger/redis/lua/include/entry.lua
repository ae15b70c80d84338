-- One entry per change of state, in the same script as the change, with a dense sequence per account. Money or not, an
-- entry carries the balance and what is held on it afterwards, so that replaying the journal gives the state. Words, in
-- this order:
--   kind account sequence at_ms amount balance held reference service subject units flags[;origin;parts] note...
-- An empty word is written as "-". `origin` is the account whose traffic it was, where another one pays; `parts` is
-- what a hold now has reserved, or has been charged, where that is more than the balance. Ids hold no spaces; the note
-- is the rest of the line. The note of `open` says what the traffic was; see pinned.ts. Entries are never dropped here:
-- trimming is an operation of its own.
-- Here all words are text.
local function journal_add(
  key, kind, account, sequence, at_ms, amount, balance, held, reference, service, subject, units, flags, note
)
  redis.call('XADD', key, '*', 'entry', string.format(
    '%s %s %s %s %s %s %s %s %s %s %s %s %s', kind, account, sequence, at_ms, amount, balance, held, reference, service,
    subject, units, flags, note
  ))
end
