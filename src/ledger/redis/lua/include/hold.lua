-- needs: opening
-- What follows from a hold as record.lua reads it, and how all of it is written.

-- What is pinned, as it is stored.
local function hold_pinned(fingerprint, owners_text, limits, timing, terms, facts, funding, tracked)
  return string.format(
    '%s %s\n%s %s\n%s\n%s\n%s\n%s', fingerprint, owners_text, limits, timing, terms, facts, funding, tracked
  )
end

-- Writes all of it: for ever while it is open, else as a tombstone that outlives its `expires_at_ms` (which script time
-- judges; the TTL only collects garbage). `keep` is for how many milliseconds, or true for as long as it has.
local function hold_write(h, keep)
  local since = h.authorized_at_ms
  local pinned = h.pinned or hold_pinned(
    h.fingerprint, h.owners_text, h.limits, h.timing, h.terms, h.facts, h.funding or '', h.tracked
  )
  local last = h.interim or h.reversed
  local marks = (h.swept and 's' or '') .. (h.cut and 'c' or '')
  local rest = h.parts .. '\n' .. h.result .. '\n' .. pinned .. (last and '\n' .. last or '')
  hold_put(
    h.key, type(keep) == 'number' and int_text(keep) or keep, h.state, int_text(h.amount), int_text(h.granted),
    int_text(since), h.answered_at_ms > 0 and int_text(h.answered_at_ms - since) or '-',
    int_text((h.expires_at_ms or h.deadline_at_ms) - since), h.reported and int_text(h.proven) or '-',
    h.sequence or '-', marks ~= '' and marks or '-', h.settled_by or '-', h.nonce or '-', rest
  )
end

-- Whether this asking made the hold what it is: then to ask again is a repeat by Tollgate itself, or by a client
-- library, and no replay to the caller. Also returns what it moved, if it ended the hold.
local function hold_asked_by(h, nonce)
  if nonce == '' or not h.nonce then return false end
  local asked, change, forgiven = string.match(h.nonce, '^(%S+) ?(%S*) ?(%S*)$')
  return asked == nonce, int_of(change), int_of(forgiven)
end

local function hold_replayed(h, nonce)
  return hold_asked_by(h, nonce) and '0' or '1'
end

local function hold_is_open(h)
  return h.state == 'reserved' or h.state == 'answered'
end

-- Whether no Extend will grant more: all is reserved at once, the most is reached, or the money cut the grant short.
local function hold_is_final(h, unit)
  local max_units, step = string.match(h.limits, '^(%d+) (%d+) ')
  return unit ~= 'second' or step == '0' or h.cut or h.granted >= tonumber(max_units)
end

-- Gives the hold the keys of the accounts that it concerns. Returns a REKEY reply when these are others than those that
-- the script was called with.
local function hold_place(h, now, account_id, owners, owner_keys)
  local payer_index, ids = string.match(h.owners_text, '^(%d+) ?(.*)$')
  if ids == '' then ids = account_id end
  if ids ~= owners then return { 'REKEY', int_text(now), 'owners', ids } end
  h.owners, h.account = owner_keys, account_id
  local place = tonumber(payer_index)
  h.payer_keys = owner_keys[place + 1]
  if place == 0 then
    h.payer = account_id
  else
    h.payer = string.match(ids, ('%S+ '):rep(place) .. '(%S+)')
  end
  return nil
end

-- Reads those of its accounts that were not read before, as the payer's was.
-- own: that whose hold it is, where it was read too
local function hold_accounts(h, payer, own)
  h.accounts = {}
  for i, keys in ipairs(h.owners) do
    h.accounts[i] = keys == h.payer_keys and payer or i == 1 and own or account_read(keys)
  end
  return h.accounts
end

-- The same traffic's account where another one pays, for the journal.
local function hold_origin(h)
  if h.account == h.payer then return nil end
  return h.account
end

-- When the sweeper may end an answered hold: at the end of the grant and its grace.
local function hold_answered_deadline(timing, answered_at_ms, granted)
  return answered_at_ms + (granted + timing.grace) * 1000
end

-- The terms pinned to a hold, read once.
local function price_pinned(h)
  if not h.priced then h.priced = price_terms(h.terms) end
  return h.priced
end

-- The unit of the pinned terms, without reading all of them for it.
local function hold_unit(h)
  if h.priced then return h.priced.unit end
  return string.match(h.terms, '^%d+ %d+ %d+ %d+ %d+ %d+ (%S+)')
end

-- Service and subject of the pinned facts.
local function hold_party(h)
  return string.match(h.facts, '^([^\t]*)\t([^\t]*)')
end
