#!lua
-- Reserve the worst case of one leg or message, or say why not.
-- KEYS: 1 meta  2 open  3 journal  4 hold_key  5 gateways  6 account_key  7 account_open  8 counters  9 lots
--   then the last four of each parent
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 valid_from_ms  4 valid_until_ms  5 account_id  6 hold_id
--   7 verdict  8 blocked_at_zero  9 pinned (as include/record.lua keeps it, without its last lines)  10 wanted_units
--   11 most_units  12 nonce ('' none)  13 history (the note of the journal's entry)  14 service  15 subject
--   16 parent_hold_id  17 gateway_id
--   The short path is tried where these are given; the sidecar gives them where nothing but the balance can pay, no
--   limit but one of open holds counts, it is for no subject, and the catalog has no objection:
--   18 short_amount (the price of what is wanted; '' none)  19 short_open_max (that limit)
--   20 short_revision (of the account)  21 short_life_ms (until the sweeper ends the hold unanswered)
--   22 short_periods (in which the account counts what it spends, see sums.lua)  23 short_final (no Extend can add)
--   24 the admission of include/admission.lua...
-- Replies: ALLOW now replayed amount granted authorized_at_ms shadowed_reason ('-' none) balance available posted
--   pinned_terms ('' unless it was open) deadline_at_ms final
--   shadowed_limit (its place in the admission, from 1; 0 none)
--   DENY now reason needed limit (its place in the admission, from 1; 0 none)
--     left (of that cap's period) since_ms (0: it counts all of it) balance available posted
--     pack_units (free of packs that pay for it)
--   CONFLICT now | ENDED now state | LATE now | STALE now account_id profile... | STORE_LOST now | INVARIANT now what
--   ADOPT now
-- include: path int clock record entry names sums

local meta, open, journal, hold_key, gateways, account_key, account_open = unpack(KEYS, 1, 7)
local now_ms, not_after_ms, valid_from_ms, valid_until_ms, account_id, hold_id, verdict, blocked_at_zero, pinned,
  wanted_units, most_units, nonce, history, service, subject, parent_hold_id, gateway_id, short_amount, short_open_max,
  short_revision, short_life_ms, short_periods, short_final = unpack(ARGV, 1, 23)

local now = clock_now(now_ms)
local stored = redis.pcall('GET', hold_key)

local function allow_text(
  replayed, amount, granted, since, shadowed, balance, available, posted, terms, deadline, final, shadowed_limit
)
  return string.format(
    'ALLOW\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s', int_text(now), replayed, amount, granted, since,
    shadowed, balance, available, posted, terms, deadline, final, shadowed_limit
  )
end

-- The short path: a new hold of an account that pays from its balance alone, and has enough. Whatever else it is goes
-- on to the rest, which decides, and whose functions are not made before.
local function short_path()
  if (not_after_ms ~= '0' and now > tonumber(not_after_ms)) or now < tonumber(valid_from_ms)
    or (valid_until_ms ~= '0' and now > tonumber(valid_until_ms)) then
    return
  end
  local state, revision, balance, held, credit_limit, sequence, lots, open_holds, day, month, year = unpack(redis.call(
    'HMGET', account_key, 'state', 'revision', 'balance', 'held', 'credit_limit', 'sequence', 'lots', 'open',
    'spent_d', 'spent_m', 'spent_y'
  ))
  if state ~= 'active' or revision ~= short_revision or (lots and lots ~= '0') then return end
  local amount, posted, count = tonumber(short_amount), int_of(balance) + int_of(credit_limit), int_of(open_holds)
  local free = posted - int_of(held)
  if blocked_at_zero == '1' and posted <= 0 then return end
  -- A period that begins does so on the other path.
  local of_day, of_month, of_year = string.match(short_periods, '^(%S+) (%S+) ?(%S*)$')
  local day_now, month_now = sums_plus(day, of_day, amount), sums_plus(month, of_month, amount)
  local year_now = of_year and of_year ~= '' and sums_plus(year, of_year, amount)
  if of_day and not (day_now and month_now and year_now ~= nil) then return end
  if count >= tonumber(short_open_max) or (amount > 0 and free < amount) then return end

  local at, name = int_text(now), ':' .. hold_id
  local deadline, member = int_text(now + tonumber(short_life_ms)), account_id .. ':' .. hold_id
  local held_now, sequence_now = int_text(int_of(held) + amount), int_text(int_of(sequence) + 1)
  local reply = allow_text(
    '0', short_amount, wanted_units, at, '-', balance, int_text(free - amount), int_text(posted), '', deadline,
    short_final, '0'
  )
  hold_put(
    hold_key, nil, 'reserved', short_amount, wanted_units, at, '-', short_life_ms, '-', '-', '-', '-',
    nonce ~= '' and nonce or '-', '\n\n' .. pinned .. '\n\n'
  )
  redis.call('ZADD', open, deadline, member)
  hold_list(gateways, parent_hold_id, gateway_id, account_id, member, true)
  local field = open_field(account_open, count, name)
  redis.call(
    'HSET', account_key, 'held', held_now, 'sequence', sequence_now, 'open', int_text(count + 1), field or 'held',
    field and '' or held_now, sums_fields(day_now, month_now, year_now)
  )
  journal_add(
    journal, 'open', account_id, sequence_now, at, '0', balance, held_now, hold_id, service,
    subject ~= '' and subject or '-', wanted_units, '-', history
  )
  if amount > 0 then redis.call('HINCRBY', meta, 'held', short_amount) end
  return reply
end
if short_amount ~= '' and not stored and not IS_ALWAYS_GENERAL then
  local reply = short_path()
  if reply then return reply end
end

-- All that is left is made from here on.
do
  -- lazily: opening price account spent open journal admission purse
end
local owner_keys = account_keys(KEYS, 6)
local admission = admission_read(ARGV, 24, owner_keys)
local fingerprint, of_grant, extend_units, min_units, below_hold, ring_seconds, grace_seconds, answers, terms_text =
  string.match(pinned, '^(%S+) 0\n%d+( (%d+) (%d+) (%a+) (%d+) (%d+) %d+ %a+ (%d)[^\n]*\n([^\n]*)\n.*)$')
local hold
if stored then
  -- lazily: read hold
  local adopt
  hold, adopt = hold_read(hold_key, now, stored)
  if adopt then return adopt end
end
local early = hold and hold.state == 'early'
if hold and not early then
  -- One that was opened again says so, see confirm.lua.
  if hold.fingerprint ~= fingerprint and hold.fingerprint ~= 'recreated:' .. fingerprint then
    return { 'CONFLICT', int_text(now) }
  end
  if not hold_is_open(hold) then return { 'ENDED', int_text(now), hold.state } end
  if hold_place(hold, now, account_id, admission_ids(admission), owner_keys) then
    return { 'INVARIANT', int_text(now), 'the parents of an account changed' }
  end
elseif not_after_ms ~= '0' and now > tonumber(not_after_ms) then
  return { 'LATE', int_text(now) }
end

admission_accounts(admission)
if admission.incomplete and redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
local payer = admission.payer.account
if hold and not early and hold.payer_keys ~= admission.payer.keys then payer = account_read(hold.payer_keys) end
local general = admission.incomplete or purse_is_general(payer, admission, hold)
local counting = not admission.incomplete and admission_counts(admission, subject)
-- include: for_admission

if hold and not early then
  local available, posted = account_free(payer), payer.balance + payer.credit_limit
  if general then
    lots_open(payer, now, hold.payer == admission.payer.account_id and admission.grants or nil)
    local sources = funding_of_hold(hold, payer)
    available = funding_free(payer, now, sources.service, now, sources.stop)
    posted = funding_posted(payer, now, sources.service)
  end
  return allow_text(
    hold_replayed(hold, nonce), int_text(hold.amount), int_text(hold.granted), int_text(hold.authorized_at_ms), '-',
    int_text(payer.balance), int_text(available), int_text(posted), hold.terms, int_text(hold.deadline_at_ms),
    hold_is_final(hold, hold_unit(hold)) and '1' or '0', '0'
  )
end

local stale = admission_stale(admission, now, tonumber(valid_from_ms), tonumber(valid_until_ms))
if stale then return stale end
if counting then limits_load(admission, subject) end
local terms = price_terms(terms_text)
local units, least = tonumber(wanted_units), tonumber(min_units)
local purse = general and admission_purse(admission, payer, now, service, counting) or nil
local amount = purse_price(purse, terms, units)
local max_units, wanted = tonumber(most_units), units

do
  -- Fits the grant to the money where the hold rule says so; otherwise, or where too little would be left of it, the
  -- amount stays too large.
  local function fit(money)
    if admission_covers(money, amount) then return true end
    if below_hold ~= 'shorten' then return false end
    local covered = purse_affordable(purse, terms, money, units)
    if covered < least then return false end
    units, amount = covered, purse_price(purse, terms, covered)
    return admission_covers(money, amount)
  end

  -- Why not, and which limit it was; nil lets it through.
  local function refusal()
    if early then return 'RELEASED_BEFORE_AUTHORIZE' end
    local is_at_zero = blocked_at_zero == '1' and not admission.incomplete
      and purse_is_at_zero(purse, payer, now, service, terms)
    local reason, limit = admission_before_funds(admission, now, verdict, is_at_zero)
    if reason then return reason, limit end
    local spendable, spend_cap, cost_cap = INT_MAX, 0, 0
    if counting then
      max_units, cost_cap = limits_cost_cap(admission, purse, terms, max_units, least)
      spendable, spend_cap = limits_spendable(admission)
    end
    if max_units >= least and max_units < units then
      units, amount, wanted = max_units, purse_price(purse, terms, max_units), max_units
    end
    if purse and purse.by.stop and not fit(purse.money) then return 'PLAN_EXHAUSTED' end
    if max_units < least then return 'SPEND_LIMIT', cost_cap end
    if not fit(spendable) then return 'SPEND_LIMIT', spend_cap end
    if not fit(purse_available(purse, payer)) then return 'INSUFFICIENT_CREDIT' end
  end

  local reason, limit = refusal()
  if reason then
    -- lazily: denial
    if reason == 'PLAN_EXHAUSTED' then funding_note_stopped(payer.keys.counters, admission.stop) end
    if early then amount = 0 end
    return denial_reply(admission, purse, now, reason, amount, limit, service)
  end
end

local available, posted = purse_available(purse, payer) - amount, purse_posted(purse, payer, now, service)
local taken = { money = amount, plan = 0, text = '' }
if purse then taken = funding_take(purse, terms, units, 'held') else payer.held = payer.held + amount end
local deadline_at_ms = hold_unanswered_deadline(
  now, units, tonumber(ring_seconds), tonumber(grace_seconds), answers == '1'
)
-- No Extend can add where all is reserved at once, the most is reached, or the money cut the grant short.
local is_cut = units < wanted
local is_final = terms.unit ~= 'second' or extend_units == '0' or is_cut or units >= max_units
if counting then limits_note_shadow(admission, amount) end
local at, deadline, money, granted = int_text(now), int_text(deadline_at_ms), int_text(amount), int_text(units)
local reply = allow_text(
  '0', money, granted, at, admission.shadowed or '-', int_text(payer.balance), int_text(available), int_text(posted),
  '', deadline, is_final and '1' or '0', int_text(admission.shadowed_limit or 0)
)

if purse then funding_write(purse) end
admission_spend(admission, amount, now)
hold_put(
  hold_key, nil, 'reserved', money, granted, at, '-', int_text(deadline_at_ms - now), '-', '-', is_cut and 'c' or '-',
  '-', nonce ~= '' and nonce or '-', string.format(
    '%s\n\n%s %s\n%s%s\n%s\n%s', taken.text, fingerprint,
    hold_owners_text(int_text(admission.payer_index), admission_ids(admission), account_id), int_text(max_units),
    of_grant, purse and funding_pinned(purse) or '',
    counting and limits_count(admission, now, subject, taken, 'held') or ''
  )
)
for i, owner in ipairs(admission.owners) do open_add(owner.account, open_name(i, account_id, hold_id)) end
local member = account_id .. ':' .. hold_id
redis.call('ZADD', open, deadline, member)
hold_list(gateways, parent_hold_id, gateway_id, account_id, member, true)
if purse then journal_write_all(journal, now, payer, admission.payer.account_id, payer.before) end
payer.sequence = payer.sequence + 1
journal_add(
  journal, 'open', admission.payer.account_id, int_text(payer.sequence), at, '0', int_text(payer.balance),
  int_text(payer.held), hold_id, journal_word(service), journal_word(subject), granted,
  journal_flags(nil, admission_origin(admission), taken.text), history
)
if purse then lots_write(payer, now, meta) end
for _, owner in ipairs(admission.owners) do
  account_write(owner.account, meta)
  if counting then counters_write(owner.account, now) end
end
if amount > 0 then redis.call('HINCRBY', meta, 'held', money) end
return reply
