#!lua flags=allow-oom
local absent_reply, LOT_NEVER, lot_text, lot_source, lots_is_pack, lots_is_of_plan, lots_is_over, lots_free, lots_before, lots_serve, lots_pays, lots_take, lots_add, lots_roll, past_note, LOTS_ENTRY, lots_of_entry, lots_behind, lots_read, lots_open, lots_write, lots_draw, funding_purse, funding_take, funding_write, funding_pins, funding_packs, funding_of_hold, packs_purse, allowances_fields, allowances_read, allowances_put, periods_are_over, periods_correspond, counters_open, counters_opened, counters_arrived, counters_read, counters_put, counters_write, limits_load_hold, limits_move
local IS_ALWAYS_GENERAL = false
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
local function clock_now(text)
  local now = tonumber(text)
  if now > 0 then return now end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local function price_terms(text)
  local rate, rate_units, connect_fee, first, next_block, minimum, unit, options =
    string.match(text, '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%S+) [^; ]*(%S*)')
  local terms = {
    rate = tonumber(rate), rate_units = tonumber(rate_units), connect_fee = tonumber(connect_fee),
    first = tonumber(first), next_block = tonumber(next_block), minimum = tonumber(minimum), unit = unit,
    free = 0, fraction = 'up',
  }
  if options ~= '' then
    terms.free = int_of(string.match(options, ';free=(%d+)'))
    terms.fraction = string.match(options, ';fraction=(%a+)') or 'up'
  end
  return terms
end
local function price_whole(terms, seconds)
  if terms.fraction == 'down' then return math.floor(seconds) end
  if terms.fraction == 'nearest' then return math.floor(seconds + 0.5) end
  return math.ceil(seconds)
end
local function price_divide_up(n, d)
  local remainder = math.fmod(n, d)
  return (n - remainder) / d + (remainder > 0 and 1 or 0)
end
local function price_billed(terms, units)
  if units <= 0 then return 0 end
  if units <= terms.first then return terms.first end
  return terms.first + price_divide_up(units - terms.first, terms.next_block) * terms.next_block
end
local function price_of(terms, units, included)
  local paid = price_billed(terms, units) - (included or 0)
  if paid <= 0 then return 0 end
  return math.max(terms.connect_fee + price_divide_up(paid * terms.rate, terms.rate_units), terms.minimum)
end
local function account_keys(keys, from)
  local owners = {}
  for at = from, #keys, 4 do
    owners[#owners + 1] = { account = keys[at], open = keys[at + 1], counters = keys[at + 2], lots = keys[at + 3] }
  end
  return owners
end
local function account_read(keys)
  local state, revision, balance, held, credit_limit, sequence, root, lots, open, day, month, year, below_day,
    below_month, below_year = unpack(redis.call(
      'HMGET', keys.account, 'state', 'revision', 'balance', 'held', 'credit_limit', 'sequence', 'root', 'lots', 'open',
      'spent_d', 'spent_m', 'spent_y', 'below_spent_d', 'below_spent_m', 'below_spent_y'
    ))
  balance, held, sequence = int_of(balance), int_of(held), int_of(sequence)
  return {
    keys = keys, state = state, revision = revision, balance = balance, held = held, sequence = sequence,
    credit_limit = int_of(credit_limit), root = root, open = int_of(open), lots_text = lots,
    lot_count = lots and lots ~= '0' and tonumber(string.match(lots, '^%d+')) or 0, fields = {}, counters = {},
    spent = { prefix = '', d = day or '', m = month or '', y = year or '' },
    below = { prefix = 'below_', d = below_day or '', m = below_month or '', y = below_year or '' },
    balance_before = balance, held_before = held, sequence_before = sequence,
  }
end
local function account_free(a)
  return a.balance + a.credit_limit - a.held
end
local function account_set(a, field, value)
  local fields = a.fields
  fields[#fields + 1] = field
  fields[#fields + 1] = value
end
local function account_write(a, meta)
  local fields = a.fields
  local change = a.balance - a.balance_before
  if change ~= 0 then
    account_set(a, 'balance', int_text(a.balance))
    redis.call('HINCRBY', meta, 'balance', int_text(change))
  end
  if a.held ~= a.held_before then account_set(a, 'held', int_text(a.held)) end
  if a.sequence ~= a.sequence_before then account_set(a, 'sequence', int_text(a.sequence)) end
  if #fields > 0 then redis.call('HSET', a.keys.account, unpack(fields)) end
end
local function sums_plus_at(sum, authorized_at, money)
  local span, from, till, since, number = string.match(sum or '', '^(%a(%d+)%-(%d+)@?(%d*))=(%S+)$')
  if not span or authorized_at < (since ~= '' and since or from) + 0 or authorized_at >= till + 0 then return nil end
  return span .. '=' .. int_text(number + money)
end
local function sums_add(sums, kind, money, plan, begins, span, since, at, sum)
  if money ~= 0 then
    sums = string.sub(sums, 1, at - 1) .. int_text(sum + money) .. string.sub(sums, at + #sum)
  end
  if plan == 0 or kind == 'd' then return sums end
  local of_plan = string.upper(kind) .. span .. since .. '='
  local _, found = string.find(sums, of_plan, 1, true)
  if found then
    local paid = string.match(sums, '^%-?%d+', found + 1)
    return string.sub(sums, 1, found) .. int_text(paid + plan) .. string.sub(sums, found + 1 + #paid)
  end
  return string.sub(sums, 1, begins - 1) .. of_plan .. int_text(plan) .. ' ' .. string.sub(sums, begins)
end
local function sums_period(sums, kind, authorized_at)
  for begins, from, till, since, at, sum in
    string.gmatch(sums, '()' .. kind .. '(%d+)%-(%d+)(@?%d*)=()(%-?%d+)') do
    if tonumber(since == '' and from or string.sub(since, 2)) <= authorized_at then
      if authorized_at >= tonumber(till) then return nil end
      return begins, from .. '-' .. till, since, at, sum
    end
  end
end
local function sums_move(sums, authorized_at, money, plan)
  for kind in string.gmatch('dmy', '%a') do
    if string.find(sums, kind, 1, true) then
      local begins, span, since, at, sum = sums_period(sums, kind, authorized_at)
      if begins then sums = sums_add(sums, kind, money, plan, begins, span, since, at, sum) end
    end
  end
  return sums
end
local SPENT_KINDS = { 'd', 'm', 'y' }
local function spent_text(a, s)
  if not s.past then
    s.past = redis.call('HMGET', a.keys.account, s.prefix .. 'past_d', s.prefix .. 'past_m', s.prefix .. 'past_y')
  end
  local words = {}
  for _, kind in ipairs(SPENT_KINDS) do
    if s[kind] ~= '' then words[#words + 1] = s[kind] end
  end
  for i = 1, #SPENT_KINDS do
    local before = s.past[i]
    if before and before ~= '' then words[#words + 1] = before end
  end
  return table.concat(words, ' ')
end
local function spent_put(a, s, text)
  local newest, before = {}, {}
  for word, kind in string.gmatch(text, '((%a)%S+)') do
    if not newest[kind] then
      newest[kind] = word
    else
      before[kind] = before[kind] and before[kind] .. ' ' .. word or word
    end
  end
  for i, kind in ipairs(SPENT_KINDS) do
    local word, others = newest[kind] or '', before[kind] or ''
    if s[kind] ~= word then account_set(a, s.prefix .. 'spent_' .. kind, word) end
    if (s.past[i] or '') ~= others then account_set(a, s.prefix .. 'past_' .. kind, others) end
    s[kind], s.past[i] = word, others
  end
end
local function spent_move(a, s, authorized_at, money)
  if money == 0 then return end
  local moved = {}
  for _, kind in ipairs(SPENT_KINDS) do
    if s[kind] ~= '' then
      moved[kind] = sums_plus_at(s[kind], authorized_at, money)
      if not moved[kind] then return spent_put(a, s, sums_move(spent_text(a, s), authorized_at, money, 0)) end
    end
  end
  for kind, sum in pairs(moved) do
    s[kind] = sum
    account_set(a, s.prefix .. 'spent_' .. kind, sum)
  end
end
local function spent_move_accounts(accounts, authorized_at, money)
  local first, root = accounts[1], accounts[#accounts]
  spent_move(first, first.spent, authorized_at, money)
  if root ~= first then spent_move(root, root.below, authorized_at, money) end
end
local function hold_put(
  key, keep, state, amount, granted, since, answered, ends, proven, sequence, marks, settled_by, nonce, rest
)
  local text = string.format(
    '2 %s %s %s %s %s %s %s %s %s %s %s\n%s', state, amount, granted, since, answered, ends, proven, sequence, marks,
    settled_by, nonce, rest
  )
  if not keep then
    redis.call('SET', key, text)
  elseif keep == true then
    redis.call('SET', key, text, 'KEEPTTL')
  else
    redis.call('SET', key, text, 'PX', keep)
  end
end
local function hold_route(facts)
  local parent, gateway, rule = string.match(
    facts, '^[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t([^\t]*)\t?([^\t]*)\t?(.*)$'
  )
  return parent or '', gateway or '', rule or ''
end
local function hold_list(index, parent, gateway, account_id, member, is_open)
  if gateway ~= '' then
    local name = gateway .. '\t' .. member
    if is_open then redis.call('ZADD', index, 0, name) else redis.call('ZREM', index, name) end
  end
  if parent ~= '' then
    local name = '\t' .. account_id .. ':' .. parent .. '\t' .. member
    if is_open then redis.call('ZADD', index, 0, name) else redis.call('ZREM', index, name) end
  end
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
local function hold_timing(h)
  local ring, grace, tolerance, unproven, answers, zero, elapsed_tolerance =
    string.match(h.timing, '^(%d+) (%d+) (%d+) (%a+) (%d) (%d) ?(%d*)')
  return {
    ring = tonumber(ring), grace = tonumber(grace), tolerance = tonumber(tolerance), unproven = unproven,
    answers = answers == '1', zero = zero == '1',
    elapsed_tolerance = int_of(elapsed_tolerance, 300),
  }
end
local function hold_owners_text(payer_index, ids, account_id)
  if ids == account_id then return payer_index end
  return payer_index .. ' ' .. ids
end
local function hold_unanswered_deadline(authorized_at_ms, granted, ring, grace, answers)
  return authorized_at_ms + 1000 * (answers and ring or ring + granted + grace)
end
local function hold_pinned(fingerprint, owners_text, limits, timing, terms, facts, funding, tracked)
  return string.format(
    '%s %s\n%s %s\n%s\n%s\n%s\n%s', fingerprint, owners_text, limits, timing, terms, facts, funding, tracked
  )
end
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
local function hold_is_open(h)
  return h.state == 'reserved' or h.state == 'answered'
end
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
local function hold_accounts(h, payer, own)
  h.accounts = {}
  for i, keys in ipairs(h.owners) do
    h.accounts[i] = keys == h.payer_keys and payer or i == 1 and own or account_read(keys)
  end
  return h.accounts
end
local function hold_origin(h)
  if h.account == h.payer then return nil end
  return h.account
end
local function hold_answered_deadline(timing, answered_at_ms, granted)
  return answered_at_ms + (granted + timing.grace) * 1000
end
local function price_pinned(h)
  if not h.priced then h.priced = price_terms(h.terms) end
  return h.priced
end
local function hold_party(h)
  return string.match(h.facts, '^([^\t]*)\t([^\t]*)')
end
local function journal_add(
  key, kind, account, sequence, at_ms, amount, balance, held, reference, service, subject, units, flags, note
)
  redis.call('XADD', key, '*', 'entry', string.format(
    '%s %s %s %s %s %s %s %s %s %s %s %s %s', kind, account, sequence, at_ms, amount, balance, held, reference, service,
    subject, units, flags, note
  ))
end
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
local function journal_write_all(key, now, a, account_id, entries)
  for _, entry in ipairs(entries) do
    entry.account = account_id
    journal_write(key, now, a, entry)
  end
end
local OPEN_FIELDS_MAX = 8
local OPEN_FIELD_LENGTH_MAX = 60
local function open_field(open_key, open, name)
  if open < OPEN_FIELDS_MAX and #name <= OPEN_FIELD_LENGTH_MAX then return 'h:' .. name end
  redis.call('ZADD', open_key, 0, name)
end
local function open_name(owner_index, account_id, hold_id)
  return (owner_index == 1 and '' or account_id) .. ':' .. hold_id
end
local function open_add(a, name)
  local field = open_field(a.keys.open, a.open, name)
  if field then account_set(a, field, '') end
  a.open = a.open + 1
  account_set(a, 'open', int_text(a.open))
end
local USAGE_SKEW_SECONDS = 5
local USAGE_BEYOND_GRANT_SECONDS = 86400
local function usage_possible(elapsed_ms)
  return math.ceil(elapsed_ms / 1000) + USAGE_SKEW_SECONDS
end
local function hold_heard(h, used, now, timing, in_seconds)
  local possible = in_seconds and usage_possible(math.max(0, now - h.authorized_at_ms)) or h.granted
  h.proven, h.reported = math.max(h.proven, math.min(used, possible)), true
  if h.answered_at_ms == 0 and used > 0 then
    h.answered_at_ms = in_seconds and math.max(h.authorized_at_ms, now - used * 1000) or now
  end
  if h.answered_at_ms > 0 then
    h.state, h.deadline_at_ms = 'answered', hold_answered_deadline(timing, h.answered_at_ms, h.granted)
  else
    h.state = 'reserved'
    h.deadline_at_ms = hold_unanswered_deadline(
      h.authorized_at_ms, h.granted, timing.ring, timing.grace, timing.answers
    )
  end
  if not in_seconds then h.deadline_at_ms = now + timing.ring * 1000 end
end
local function price_included(terms, billed, covered, units)
  if covered >= billed then return 0 end
  if covered > 0 then return math.min(billed - covered, math.floor(units / terms.next_block) * terms.next_block) end
  if units < terms.first then return 0 end
  return math.min(billed, terms.first + math.floor((units - terms.first) / terms.next_block) * terms.next_block)
end
local function purse_is_general(payer, admission, hold)
  if IS_ALWAYS_GENERAL or payer.lot_count > 0 then return true end
  if hold and (hold.funding or hold.parts ~= '' or hold.interim) then return true end
  return admission ~= nil and (#admission.grants > 0 or #admission.allowances > 0 or admission.stop ~= '')
end
local meta, open, journal, hold_key, gateways = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 6)
local now_ms, account_id, hold_id, owners, connected_seconds, units, answered, claim_terms, claim_granted, claim_facts,
  claim_authorized_at_ms, claim_payer, claim_funding, limits, timing, history, claim_fingerprint = unpack(ARGV, 1, 17)
local now = clock_now(now_ms)
local hold, adopt = hold_read(hold_key, now)
if adopt then return adopt end
if hold and not hold_is_open(hold) then
  local state = hold.state == 'early' and 'released' or hold.state
  return { 'ENDED', int_text(now), state, string.match(hold.result, '^%a+ %d+ %d+ (%d+)') or '0' }
end
local recreated = not hold
if recreated then
function absent_reply(account, now, meta)
  if account.root and not account.state then return { 'REKEY', int_text(now), 'root', account.root } end
  if account.state then return nil end
  if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
  return { 'MISSING', int_text(now), 'account' }
end
  local absent = absent_reply(account_read(owner_keys[1]), now, meta)
  if absent then return absent end
  if claim_terms == '' then return { 'UNKNOWN', int_text(now) } end
  local _, subject = hold_party({ facts = claim_facts })
  hold = {
    key = hold_key, state = 'reserved', granted = tonumber(claim_granted),
    fingerprint = claim_fingerprint == '' and 'recreated' or 'recreated:' .. claim_fingerprint,
    owners_text = hold_owners_text(claim_payer, owners, account_id), terms = claim_terms, facts = claim_facts,
    limits = limits, timing = timing, tracked = subject ~= '' and '.o0:subject/' .. subject or '',
    parts = '', funding = claim_funding ~= '' and claim_funding,
    authorized_at_ms = tonumber(claim_authorized_at_ms), answered_at_ms = 0, proven = 0, result = '',
  }
end
local elsewhere = hold_place(hold, now, account_id, owners, owner_keys)
if elsewhere then return elsewhere end
local payer = account_read(hold.payer_keys)
local terms, timings = price_pinned(hold), hold_timing(hold)
local in_seconds = terms.unit == 'second'
local used = tonumber(in_seconds and connected_seconds or units)
if used and in_seconds then used = price_whole(terms, used) end
local member = account_id .. ':' .. hold_id
local general = recreated and purse_is_general(payer, nil, hold)
local counting = recreated and (hold.tracked ~= '' or hold.funding)
local purse, taken = nil, { money = 0, plan = 0, text = '' }
if general then
do
LOT_NEVER = 9007199254740991
local function lot_read(id, stored)
  local kind, granted, used, held, value, starts_at, expires_at, services, carried =
    string.match(stored, '^([^ ]+) (%d+) (-?%d+) (%d+) (%d+) (%d+) (%d+) ([^ ]+) ?(%d*)$')
  value = value + 0
  return {
    id = id, kind = kind, granted = granted + 0, used = used + 0, held = held + 0, value = value, known = value,
    starts_at = starts_at + 0, expires_at = expires_at + 0, services = services,
    carried = carried == '' and 0 or carried + 0,
  }
end
function lot_text(lot)
  local text = string.format(
    '%s %.0f %.0f %.0f %.0f %.0f %.0f %s', lot.kind, lot.granted, lot.used, lot.held, lot.value, lot.starts_at,
    lot.expires_at, lot.services
  )
  return lot.carried > 0 and text .. ' ' .. int_text(lot.carried) or text
end
local LOT_LETTERS = { plan_credits = 'p/', pack = 'u/' }
function lot_source(lot)
  return (LOT_LETTERS[lot.kind] or 'l/') .. lot.id
end
function lots_is_pack(lot)
  return string.byte(lot.services) == 35 -- '#'
end
function lots_is_of_plan(lot)
  return lot.kind == 'plan_credits' or lot.kind == 'bundle'
end
function lots_is_over(lot, now)
  return lot.expires_at > 0 and lot.expires_at <= now
end
function lots_free(lot, now)
  if lots_is_over(lot, now) then return 0 end
  return math.max(0, lot.granted - lot.used - lot.held)
end
function lots_before(a, b)
  if (a.kind == 'pack') ~= (b.kind == 'pack') then return b.kind == 'pack' end
  if (a.kind == 'plan_credits') ~= (b.kind == 'plan_credits') then return a.kind == 'plan_credits' end
  local a_ends = a.expires_at == 0 and LOT_NEVER or a.expires_at
  local b_ends = b.expires_at == 0 and LOT_NEVER or b.expires_at
  if a_ends ~= b_ends then return a_ends < b_ends end
  if a.kind ~= b.kind then return b.kind == 'lot' end
  if not lots_is_of_plan(a) and #a.id ~= #b.id then return #a.id < #b.id end
  return a.id < b.id
end
function lots_serve(lot, service)
  if service == nil then return not lots_is_pack(lot) end
  return lot.services == '-' or string.find(',' .. lot.services .. ',', ',' .. service .. ',', 1, true) ~= nil
end
function lots_pays(lot, service, since, now)
  return lot.starts_at <= since and not lots_is_over(lot, now) and lots_serve(lot, service)
end
function lots_take(a, id, text)
  local lot = lot_read(id, text)
  a.read[id], a.lots[#a.lots + 1] = lot, lot
  return lot
end
function lots_add(a, lot)
  a.lots[#a.lots + 1] = lot
  if not lot.gone then a.read[lot.id] = lot end
  if #a.lots > 1 then table.sort(a.lots, lots_before) end
  return lot
end
function lots_roll(a, now, entries)
  for _, lot in ipairs(a.lots) do
    local value = lot.held + lots_free(lot, now)
    if value ~= lot.value then
      local change, is_pack = value - lot.value, lots_is_pack(lot)
      entries[#entries + 1] = {
        kind = change > 0 and 'credit' or 'expiry', amount = is_pack and 0 or change, units = is_pack and change or 0,
        reference = lot.id, flags = 't', balance = a.balance, held = a.held,
      }
      lot.value, lot.changed = value, true
    end
    if lots_is_over(lot, now) and lot.held == 0 then lot.changed = true end
  end
end
end
do
local PAST_KEEP_MS = 367 * 86400000
function past_note(a, ended, now)
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
end
do
LOTS_ENTRY = 29
local LOTS_FIRST = 6
local LOTS_ALL_KNOWN = '-'
local function lots_note(a, lot, entry)
  local ends = lot.expires_at == 0 and LOT_NEVER or lot.expires_at
  local number = string.match(lot.id, '%d+$')
  lot.entry = entry or string.format('%016.0f%012.0f', ends, number + 0)
  a.entries[lot.entry] = lot
end
function lots_of_entry(group, entry)
  return string.sub(entry, 1, 16) + 0, (lots_is_pack(group) and 'pack-' or 'lot-') .. string.match(entry, '0*(%d+)', 17)
end
local function lots_order(a, group)
  group.order = group.order or redis.call('HGET', a.keys.lots, 'order/' .. group.services)
end
function lots_behind(a, group, entry)
  lots_order(a, group)
  local at = string.find(group.order, ' ' .. entry, 1, true)
  return at and at + LOTS_ENTRY or 1
end
local function lots_join(a, lot)
  local group = a.groups[lot.services]
  lot.group = group
  group.free = group.free - (lot.granted - lot.used - lot.held)
  group.posted = group.posted - (lot.granted - lot.used)
end
local function lots_insert(a, lot)
  local group = a.groups[lot.services]
  if not group then
    group = {
      services = lot.services, count = 0, free = 0, posted = 0, ends = 0, known = LOTS_ALL_KNOWN, first = '', at = 1,
      order = '',
    }
    a.groups[lot.services], a.groups[#a.groups + 1] = group, group
  end
  lots_order(a, group)
  lots_note(a, lot)
  local entry, at = ' ' .. lot.entry, 0
  while at < #group.order and string.sub(group.order, at + 1, at + LOTS_ENTRY) < entry do at = at + LOTS_ENTRY end
  group.order = string.sub(group.order, 1, at) .. entry .. string.sub(group.order, at + 1)
  group.count, group.moved, lot.group = group.count + 1, true, group
end
function lots_read(a, ids, now, entry)
  local missing = {}
  for _, id in ipairs(ids) do
    if not a.read[id] then missing[#missing + 1] = id end
  end
  if #missing == 0 or a.lot_count == 0 then return end
  for i, text in pairs(redis.call('HMGET', a.keys.lots, unpack(missing))) do
    if text then
      local lot = lots_take(a, missing[i], text)
      if not lots_is_of_plan(lot) and not lots_is_over(lot, now) then
        lots_note(a, lot, entry)
        lots_join(a, lot)
      end
    end
  end
  if #a.lots > 1 then table.sort(a.lots, lots_before) end
end
local function lots_pop(a, group, now)
  lots_order(a, group)
  local ids, at = {}, 0
  while at < #group.order do
    local ends, id = lots_of_entry(group, string.sub(group.order, at + 2, at + LOTS_ENTRY))
    if ends > now then break end
    ids[#ids + 1], at = id, at + LOTS_ENTRY
  end
  for i, text in ipairs(redis.call('HMGET', a.keys.lots, unpack(ids))) do
    local lot = lots_take(a, ids[i], text)
    lots_note(a, lot)
    lots_join(a, lot)
    lot.group, lot.changed = nil, true
  end
  group.order, group.count, group.moved = string.sub(group.order, at + 1), group.count - #ids, true
end
local function lots_index(a, now)
  local stored = redis.call('HGETALL', a.keys.lots)
  a.is_unindexed = true
  for i = 1, #stored, 2 do
    if string.match(stored[i], '^lot%-') or string.find(stored[i], '@', 1, true) then
      local lot = lots_take(a, stored[i], stored[i + 1])
      if lot.kind == 'lot' and not lots_is_over(lot, now) then lots_insert(a, lot) end
    end
  end
end
function lots_open(a, now, grants, parts)
  a.lots, a.groups, a.read, a.entries, a.before, a.after = {}, {}, {}, {}, {}, {}
  if a.lot_count > 0 then
    local plan, groups = string.match(a.lots_text, '^%d+ (%S+)(.*)$')
    if not plan then
      lots_index(a, now)
    else
      for services, count, free, posted, ends, known, first in
        string.gmatch(groups, ' ([^ :]+):(%d+):(%d+):(%d+):(%d+):([^: ]+):([^: ]*)') do
        local group = {
          services = services, count = count + 0, free = free + 0, posted = posted + 0, ends = ends + 0, known = known,
          first = first, at = 1,
        }
        a.groups[services], a.groups[#a.groups + 1] = group, group
        if group.ends > 0 and group.ends <= now then lots_pop(a, group, now) end
      end
      local ids = {}
      if plan ~= '-' then
        for id in string.gmatch(plan, '[^,]+') do ids[#ids + 1] = id end
      end
      for id in string.gmatch(parts or '', '[plu]/([^=,]+)=') do
        if not string.find(plan, id, 1, true) then ids[#ids + 1] = id end
      end
      if #ids > 0 then lots_read(a, ids, now) end
    end
  end
  if grants then grants_apply(a, grants, now) end
  if #a.lots > 1 then table.sort(a.lots, lots_before) end
  if #a.lots > 0 then lots_roll(a, now, a.before) end
end
local function lots_group_text(a, group, now, fields)
  if group.count == 0 then return nil end
  local free, posted, known, first = group.free, group.posted, group.known, {}
  for entry in string.gmatch(group.first, '%d+') do
    if not a.entries[entry] then first[#first + 1] = entry end
  end
  local function put(entry)
    local place = 1
    while first[place] and first[place] < entry do place = place + 1 end
    table.insert(first, place, entry)
  end
  if group.next and group.next.is_found then put(group.next.entry) end
  for _, lot in ipairs(a.lots) do
    if lot.group == group then
      local is_free = lots_free(lot, now)
      free, posted = free + is_free, posted + lot.granted - lot.used
      if is_free > 0 and (known == LOTS_ALL_KNOWN or lot.entry <= known) then put(lot.entry) end
    end
  end
  if #first > LOTS_FIRST then
    known = first[LOTS_FIRST]
  elseif group.order and known ~= LOTS_ALL_KNOWN then
    local at = lots_behind(a, group, known)
    while #first < LOTS_FIRST and at < #group.order do
      known = string.sub(group.order, at + 1, at + LOTS_ENTRY - 1)
      local lot = a.entries[known]
      if not lot or lots_free(lot, now) > 0 then first[#first + 1] = known end
      at = at + LOTS_ENTRY
    end
    if at > #group.order then known = LOTS_ALL_KNOWN end
  end
  if group.moved then
    fields[#fields + 1] = 'order/' .. group.services
    fields[#fields + 1] = group.order
    group.ends = lots_of_entry(group, string.sub(group.order, 2, LOTS_ENTRY))
    if group.ends == LOT_NEVER then group.ends = 0 end
  end
  return string.format(
    '%s:%.0f:%.0f:%.0f:%.0f:%s:%s', group.services, group.count, free, posted, group.ends, known,
    table.concat(first, ',', 1, math.min(#first, LOTS_FIRST))
  )
end
function lots_write(a, now, meta)
  local count, change, is_changed = a.lot_count, 0, a.is_unindexed
  local fields, forgotten, ended, plan = {}, {}, {}, {}
  for _, lot in ipairs(a.lots) do
    if lots_serve(lot) then change = change + lot.value - (lot.known or 0) end
    if not lot.gone then
      local is_over = lots_is_over(lot, now) and lot.held == 0
      is_changed = is_changed or lot.changed
      if not lot.known then count = count + 1 end
      if is_over then
        count, forgotten[#forgotten + 1] = count - 1, lot.id
        if lots_is_of_plan(lot) and lot.used > 0 then ended[#ended + 1] = lot end
      elseif lot.changed then
        fields[#fields + 1] = lot.id
        fields[#fields + 1] = lot_text(lot)
      end
      if lots_is_of_plan(lot) and not is_over then plan[#plan + 1] = lot.id end
    end
  end
  if not is_changed then return end
  local words = { int_text(count), #plan > 0 and table.concat(plan, ',') or '-' }
  for _, group in ipairs(a.groups) do
    words[#words + 1] = lots_group_text(a, group, now, fields)
    if group.count == 0 then forgotten[#forgotten + 1] = 'order/' .. group.services end
  end
  if #ended > 0 then past_note(a, ended, now) end
  if #forgotten > 0 then redis.call('HDEL', a.keys.lots, unpack(forgotten)) end
  if #fields > 0 then redis.call('HSET', a.keys.lots, unpack(fields)) end
  if change ~= 0 then redis.call('HINCRBY', meta, 'lots', int_text(change)) end
  account_set(a, 'lots', count > 0 and table.concat(words, ' ') or '0')
end
end
do
local function lots_next(a, group)
  while group.free > 0 do
    local entry = string.match(group.first, '^%d+', group.at)
    local is_found = not entry
    if entry then
      group.at = group.at + #entry + 1
    else
      local at = lots_behind(a, group, group.known)
      entry = string.sub(group.order, at + 1, at + LOTS_ENTRY - 1)
      group.known = entry
    end
    if not a.entries[entry] then
      local ends, id = lots_of_entry(group, entry)
      local kind = lots_is_pack(group) and 'pack' or 'lot'
      return { kind = kind, expires_at = ends, id = id, group = group, entry = entry, is_found = is_found }
    end
  end
end
local function lots_source(purse, at)
  local a, read, best = purse.account, purse.lots[at], nil
  for _, group in ipairs(purse.groups) do
    group.next = group.next or lots_next(a, group)
    if group.next and (not best or lots_before(group.next, best)) then best = group.next end
  end
  if not best or read and lots_before(read.lot, best) then return read, true end
  best.group.next = nil
  lots_read(a, { best.id }, purse.now, best.entry)
  local lot = a.read[best.id]
  return { lot = lot, own = 0, capacity = lots_free(lot, purse.now) }, false
end
function lots_draw(purse, amount, as, words)
  local left, plan, at = amount, 0, 1
  while left > 0 do
    local source, is_read = lots_source(purse, at)
    if not source then break end
    if is_read then at = at + 1 end
    local part = math.min(left, source.capacity)
    if part > 0 then
      local lot = source.lot
      lot[as], lot.changed = lot[as] + part, true
      if as == 'used' then lot.value = lot.value - part end
      if lot.kind == 'plan_credits' then plan = plan + part end
      words[#words + 1] = lot_source(lot) .. '=' .. int_text(part)
      left = left - part
    end
  end
  return left, plan
end
end
do
local function funding_stops(a, period)
  local lifted = a.counters.lifted or redis.call('HGET', a.keys.counters, 'lifted')
  return lifted ~= period
end
local NO_PARTS = { units = {}, lots = {}, kinds = {}, balance = 0, plan = 0, packs = 0, money = 0 }
local FUNDING_GONE = { p = 'plan_credits', l = 'lot', u = 'pack' }
local function funding_forgotten_lots(a, own, ended, now)
  own.gone = {}
  local ids = {}
  for id in pairs(own.lots) do ids[#ids + 1] = id end
  lots_read(a, ids, now)
  for id, amount in pairs(own.lots) do
    local lot = a.read[id]
    if not lot or (ended and lot.used < amount) then
      own.gone[id] = true
      lots_add(a, {
        gone = true,
        id = id, kind = FUNDING_GONE[own.kinds[id]], granted = 0, used = 0, held = 0, value = 0,
        carried = 0, starts_at = 0, expires_at = 1, services = own.kinds[id] == 'u' and '#' or '-',
      })
    end
  end
end
local function funding_allowances(purse, allowances, only_own)
  for i, allowance in ipairs(allowances) do
    local use = allowances_read(purse.account, allowance, purse.now)
    local own = purse.own.units[allowance.counter] or 0
    local charged_of = purse.by.charged_of
    local counted = own + (charged_of and charged_of[allowance.counter] or 0)
    use.used = math.max(use.used, only_own == nil and counted - use.held or counted)
    local free = only_own and 0 or math.max(0, allowance.total - use.used - use.held - use.carried)
    use.own, use.capacity = own, own + free
    purse.allowances[i] = use
  end
end
function funding_purse(a, now, by, only_own)
  local own = by.own or NO_PARTS
  local purse = { account = a, now = now, by = by, own = own, allowances = {}, lots = {}, groups = {}, money = 0 }
  if #by.allowances > 0 then funding_allowances(purse, by.allowances, only_own) end
  if next(own.lots) and not own.gone then funding_forgotten_lots(a, own, only_own ~= nil, now) end
  local plan_left = by.plan_left or LOT_NEVER
  for _, lot in ipairs(a.lots) do
    local mine, free = lot.kind ~= 'pack' and own.lots[lot.id] or nil, 0
    if mine and own.gone[lot.id] and not lot.gone then mine = nil end
    if lots_pays(lot, by.service, by.since, now) and (lot.kind == 'plan_credits' or not by.stop) then
      free = lots_free(lot, now)
    end
    if lot.kind == 'plan_credits' then
      free = math.max(0, math.min(free, plan_left))
      plan_left = plan_left - free
    end
    if only_own then free = 0 end
    if mine or free > 0 then
      purse.lots[#purse.lots + 1] = { lot = lot, own = mine or 0, capacity = (mine or 0) + free }
      purse.money = purse.money + (mine or 0) + free
    end
  end
  local free = 0
  if not by.stop and not only_own then
    free = account_free(a)
    for _, group in ipairs(a.groups) do
      if lots_serve(group, by.service) and group.free > 0 then
        purse.groups[#purse.groups + 1] = group
        purse.money = purse.money + group.free
      end
    end
  end
  if by.packs or own.packs > 0 then purse.packs = packs_purse(purse, only_own) end
  purse.balance = own.balance + math.max(0, free)
  purse.money = purse.money + own.balance + free
  return purse
end
local function funding_included(purse, terms, units)
  local by = purse.by
  local included = by.charged_units or 0
  if #purse.allowances == 0 and not purse.packs then return included end
  local billed, covered = price_billed(terms, units), 0
  for _, allowance in ipairs(purse.allowances) do
    local had = by.charged_of and by.charged_of[allowance.counter] or 0
    local whole = price_included(terms, billed, covered, allowance.capacity + had)
    covered = covered + whole
    allowance.part = math.max(0, math.min(whole - had, billed - included))
    included = included + allowance.part
  end
  local packs = purse.packs
  if packs then
    local is_free = terms.rate == 0 and terms.connect_fee == 0 and terms.minimum == 0
    local had = by.charged_packs or 0
    local whole = is_free and 0 or price_included(terms, billed, covered, packs.capacity + had)
    packs.part = math.max(0, math.min(whole - had, billed - included))
    included = included + packs.part
  end
  return included
end
function funding_take(purse, terms, units, as)
  local a, words = purse.account, {}
  local taken = {}
  local included = funding_included(purse, terms, units)
  for _, allowance in ipairs(purse.allowances) do
    local part = allowance.part
    if part > 0 then
      allowance[as], allowance.changed = allowance[as] + part, true
      words[#words + 1] = 'a/' .. allowance.counter .. '=' .. int_text(part)
    end
  end
  if purse.packs then lots_draw(purse.packs, purse.packs.part, as, words) end
  taken.cost = math.max(0, price_of(terms, units, included) - (purse.by.charged or 0))
  local covered = math.min(taken.cost, math.max(purse.own.money, purse.money))
  local left, plan = lots_draw(purse, covered, as, words)
  local from_balance = math.min(left, purse.balance)
  if as == 'held' then a.held = a.held + from_balance else a.balance = a.balance - from_balance end
  taken.money, taken.plan = covered - left + from_balance, plan
  if #words > 0 then
    if from_balance > 0 then words[#words + 1] = 'b=' .. int_text(from_balance) end
    taken.text = table.concat(words, ',')
  else
    taken.text = ''
  end
  return taken
end
function funding_write(purse)
  for _, allowance in ipairs(purse.allowances) do
    if allowance.changed then allowances_put(purse.account, allowance, purse.by.since, purse.now) end
  end
end
function funding_pins(h)
  if not h.pins then
    h.pins = {}
    for counter, total in string.gmatch(h.funding or '', '([^= ]+)=(%d+)') do
      h.pins[#h.pins + 1] = { counter = counter, total = tonumber(total) }
    end
  end
  return h.pins
end
function funding_packs(h)
  if not h.funding or not string.find(h.funding, '#', 1, true) then return nil end
  local packs = {}
  for id in string.gmatch(h.funding, ' (#%d+)') do packs[#packs + 1] = id end
  return packs
end
function funding_of_hold(h, payer, own)
  local by = {
    service = (hold_party(h)), since = h.authorized_at_ms, stop = false, period = '', allowances = funding_pins(h),
    packs = funding_packs(h), own = own,
  }
  local period = string.match(h.funding or '0', '^%S+')
  if period ~= '0' then
    by.period = period
    by.stop = funding_stops(payer, period)
  end
  return by
end
end
end
if general and funding_packs(hold) then
function packs_purse(purse, only_own)
  local a, own, now = purse.account, purse.own, purse.now
  local packs = { account = a, now = now, lots = {}, groups = {}, capacity = 0, posted = 0, part = 0 }
  local pays, live = {}, {}
  for _, id in ipairs(purse.by.packs or {}) do
    pays[id] = true
    if a.groups[id] and a.groups[id].count > 0 then live[#live + 1] = id end
  end
  purse.by.packs = live
  for _, lot in ipairs(a.lots) do
    if lots_is_pack(lot) then
      local mine, free = own.lots[lot.id], 0
      if mine and own.gone[lot.id] and not lot.gone then mine = nil end
      if pays[lot.services] and not lots_is_over(lot, now) then
        packs.posted = packs.posted + lot.granted - lot.used
        if not only_own then free = lots_free(lot, now) end
      end
      if mine or free > 0 then
        packs.lots[#packs.lots + 1] = { lot = lot, own = mine or 0, capacity = (mine or 0) + free }
        packs.capacity = packs.capacity + (mine or 0) + free
      end
    end
  end
  for _, group in ipairs(a.groups) do
    if pays[group.services] then
      packs.posted = packs.posted + group.posted
      if not only_own and group.free > 0 then
        packs.groups[#packs.groups + 1] = group
        packs.capacity = packs.capacity + group.free
      end
    end
  end
  return packs
end
end
if counting and hold.funding then
do
local function allowances_time(text)
  if #text <= 4 then return tonumber(text, 36) end
  return tonumber(string.sub(text, 1, -5), 36) * 1679616 + tonumber(string.sub(text, -4), 36)
end
local function allowances_place(allowance)
  local name, from, till = string.match(allowance.counter, '^(.+)/(%w+)%-(%w+)$')
  if name then
    allowance.field, allowance.from, allowance.till = 'units/' .. name, allowances_time(from), allowances_time(till)
  else
    allowance.field = 'units/' .. string.match(allowance.counter, '^(.+)/[^/]+$')
  end
end
local function allowances_days(from)
  local function date(ms)
    local days = math.floor(ms / 86400000) + 719468
    local era = math.floor(days / 146097)
    local of_era = days - era * 146097
    local year = math.floor((of_era - math.floor(of_era / 1460) + math.floor(of_era / 36524)
      - math.floor(of_era / 146096)) / 365)
    local of_year = of_era - (365 * year + math.floor(year / 4) - math.floor(year / 100))
    local month = math.floor((5 * of_year + 2) / 153)
    local day = of_year - math.floor((153 * month + 2) / 5) + 1
    month = month < 10 and month + 3 or month - 9
    return string.format('%04.0f%02.0f%02.0f', year + era * 400 + (month <= 2 and 1 or 0), month, day)
  end
  return date(from + 14 * 3600000), date(from)
end
local function allowances_adopt(a, field, from, till)
  local east, west = allowances_days(from)
  local old = { field .. '/' .. east, field .. '/' .. west }
  if east == west then old[2] = nil end
  counters_read(a, old)
  for _, name in ipairs(old) do
    local used, held = string.match(a.counters[name], '^(%d+) (%d+)$')
    if used then
      counters_put(a, name, '')
      local times = int_text(from) .. '-' .. int_text(till) .. '@' .. int_text(from)
      counters_put(a, field, times .. '=' .. used .. '+' .. held)
    end
  end
end
function allowances_fields(allowances, fields)
  for _, allowance in ipairs(allowances) do
    allowances_place(allowance)
    fields[#fields + 1] = allowance.field
    if not allowance.from then fields[#fields + 1] = 'units/' .. allowance.counter end
  end
end
local function allowances_taken_over(text, counter)
  local day = string.match(counter, '/(%d+)$')
  for from, till in string.gmatch(text, '(%d+)%-(%d+)@') do
    local east, west = allowances_days(tonumber(from))
    if east == day or west == day then return tonumber(from), tonumber(till) end
  end
end
local function allowances_are_idle(from, till, held, now)
  return held == '0' and periods_are_over(from, till, now)
end
function allowances_read(a, allowance, now)
  local counter, field, from, till = allowance.counter, allowance.field, allowance.from, allowance.till
  local use = { counter = counter, used = 0, held = 0, carried = 0, field = field, known = false }
  if not from then
    local old = a.counters['units/' .. counter]
    local used, held = string.match(old, '^(%d+) (%d+)$')
    from, till = allowances_taken_over(a.counters[field], counter)
    if not from then
      use.field, use.used, use.held, use.is_old, use.known = 'units/' .. counter, int_of(used), int_of(held), true, used
      return use
    end
  elseif a.counters[field] == '' then
    allowances_adopt(a, field, from, till)
  end
  use.from, use.till = from, till
  for start, stop, last, used, held in string.gmatch(a.counters[field], '(%d+)%-(%d+)@(%d+)=(%d+)%+(%d+)') do
    start, stop = tonumber(start), tonumber(stop)
    if allowances_are_idle(start, stop, held, now) then
    elseif start == from and stop == till then
      use.used, use.held, use.known = tonumber(used), tonumber(held), tonumber(last)
    elseif tonumber(last) >= from and periods_correspond(start, stop, from, till) then
      use.carried = use.carried + tonumber(used) + tonumber(held)
    end
  end
  return use
end
function allowances_put(a, use, since, now)
  if use.is_old then return counters_put(a, use.field, int_text(use.used) .. ' ' .. int_text(use.held)) end
  local words, held_now = {}, int_text(use.held)
  if not allowances_are_idle(use.from, use.till, held_now, now) then
    local last = math.max(use.known or 0, since)
    words[1] = string.format('%.0f-%.0f@%.0f=%.0f+%s', use.from, use.till, last, use.used, held_now)
  end
  for word, start, stop, held in string.gmatch(a.counters[use.field], '((%d+)%-(%d+)@%d+=%d+%+(%d+))') do
    start, stop = tonumber(start), tonumber(stop)
    local same = start == use.from and stop == use.till
    if not same and not allowances_are_idle(start, stop, held, now) then words[#words + 1] = word end
  end
  counters_put(a, use.field, table.concat(words, ' '))
end
end
end
if counting then
function periods_are_over(from, till, now)
  return now >= till + (till - from)
end
function periods_correspond(from, till, other_from, other_till)
  local shared = math.min(till, other_till) - math.max(from, other_from)
  return 2 * shared > math.min(till - from, other_till - other_from)
end
do
function counters_open(text)
  return int_of(string.match(text, '^o(%d+)'))
end
function counters_opened(text, change)
  local open, rest = string.match(text, '^o(%d+)(.*)$')
  local count = int_of(open) + change
  if not open then rest = text == '' and '' or ' ' .. text end
  if count <= 0 then return string.sub(rest, 2) end
  return 'o' .. int_text(count) .. rest
end
local COUNTERS_STEPS = 64
function counters_arrived(arrivals, window_ms, now)
  local count, latest, latest_count, earlier = string.match(arrivals, '^v%d+:(%d+):(%d+)x?(%d*):?(.*)$')
  if not count or now >= tonumber(latest) + window_ms then return 0, nil, 0, '' end
  count = tonumber(count)
  local from = 1
  while true do
    local at, many, after = string.match(earlier, '^(%d+)x?(%d*),?()', from)
    if not at or now < tonumber(at) + window_ms then break end
    count, from = count - int_of(many, 1), after
  end
  return count, tonumber(latest), int_of(latest_count, 1), string.sub(earlier, from)
end
function counters_read(a, fields)
  if #fields == 0 then return end
  local stored = redis.call('HMGET', a.keys.counters, unpack(fields))
  for i, field in ipairs(fields) do a.counters[field] = stored[i] or '' end
end
function counters_put(a, field, text)
  if a.counters[field] == text then return end
  if not a.counters_before then a.counters_before = {} end
  if not a.counters_before[field] then a.counters_before[field] = a.counters[field] end
  a.counters[field] = text
end
end
do
local PRUNE_KEEP_MONTHS = 26
local PRUNE_MONTH_MS = 2629800000
local function prune_units_idle(field, text, now)
  local year, month = string.match(field, '^units/.+/(%d%d%d%d)(%d%d)%d%d$')
  if year then
    if string.match(text, ' (%d+)$') ~= '0' then return false end
    return (tonumber(year) - 1970) * 12 + tonumber(month) < math.floor(now / PRUNE_MONTH_MS) - PRUNE_KEEP_MONTHS
  end
  for from, till, held in string.gmatch(text, '(%d+)%-(%d+)@%d+=%d+%+(%d+)') do
    if held ~= '0' or not periods_are_over(tonumber(from), tonumber(till), now) then return false end
  end
  return true
end
local function prune_is_idle(field, text, now)
  local ends = string.match(text, '%-(%d+)')
  if ends and ends + 0 > now then return false end
  local kind = string.match(field, '^%a*')
  if kind == 'units' then return prune_units_idle(field, text, now) end
  if kind == 'stopped' or kind == 'lifted' then return false end
  if kind ~= 'subject' and kind ~= 'limit' and kind ~= 'company' then return true end
  if counters_open(text) > 0 then return false end
  local arrivals, window = string.match(text, '(v(%d+)%S+)')
  if window and counters_arrived(arrivals, window * 1000, now) > 0 then return false end
  for from, till in string.gmatch(text, '(%d+)%-(%d+)') do
    if not periods_are_over(tonumber(from), tonumber(till), now) then return false end
  end
  return true
end
local PRUNE_LOOKED_AT = 4
local function prune_some(a, now)
  local found = redis.call('HRANDFIELD', a.keys.counters, int_text(PRUNE_LOOKED_AT), 'WITHVALUES')
  for i = 1, #found, 2 do
    local field = found[i]
    if not a.counters[field] and prune_is_idle(field, found[i + 1], now) then
      redis.call('HDEL', a.keys.counters, field)
    end
  end
end
function counters_write(a, now)
  if not a.counters_before then return end
  local fields, emptied, is_new = {}, {}, false
  for field, before in pairs(a.counters_before) do
    local text = a.counters[field]
    if text == '' then
      emptied[#emptied + 1] = field
    elseif text ~= before then
      is_new = is_new or before == ''
      fields[#fields + 1] = field
      fields[#fields + 1] = text
    end
  end
  if is_new then prune_some(a, now) end
  if #fields > 0 then redis.call('HSET', a.keys.counters, unpack(fields)) end
  if #emptied > 0 then redis.call('HDEL', a.keys.counters, unpack(emptied)) end
  a.counters_before = nil
end
end
do
local function limits_is_of_rule(counter)
  local first = string.byte(counter)
  return first == 108 or first == 99
end
local function limits_of(h)
  local words = h.limits_of
  if not words then
    words = {}
    for kind, owner, counter, sum, max in string.gmatch(h.tracked, '(%l)(%d+):([^: ]*):?(%a?)(%d*)') do
      words[#words + 1] = { kind = kind, owner = h.accounts[owner + 1], counter = counter, sum = sum, max = max }
    end
    h.limits_of = words
  end
  return words
end
function limits_load_hold(h, allowances)
  local _, subject = hold_party(h)
  h.subject = subject
  for i, a in ipairs(h.accounts) do
    local fields = {}
    if i == 1 and subject ~= '' then fields[1] = 'subject/' .. subject end
    for _, word in ipairs(limits_of(h)) do
      if word.owner == a and limits_is_of_rule(word.counter) then fields[#fields + 1] = word.counter end
    end
    if a.keys == h.payer_keys and #allowances > 0 then allowances_fields(allowances, fields) end
    if a.keys == h.payer_keys and h.funding then fields[#fields + 1] = 'lifted' end
    counters_read(a, fields)
  end
end
function limits_move(h, money, plan, open)
  local function move(a, field, change_money, change_plan, change_open)
    local text = a.counters[field]
    if text == '' and change_open <= 0 then return end
    if change_open ~= 0 then text = counters_opened(text, change_open) end
    if change_money ~= 0 or change_plan ~= 0 then
      text = sums_move(text, h.authorized_at_ms, change_money, change_plan)
    end
    counters_put(a, field, text)
  end
  if h.subject ~= '' then move(h.accounts[1], 'subject/' .. h.subject, money, plan, 0) end
  for _, word in ipairs(limits_of(h)) do
    if word.kind == 'o' then
      if open ~= 0 then move(word.owner, word.counter, 0, 0, open) end
    elseif word.kind == 'm' then
      move(word.owner, word.counter, money, 0, 0)
    end
  end
end
end
end
if recreated then
  for _, account in ipairs(hold_accounts(hold, payer)) do
    if not account.state then return { 'MISSING', int_text(now), 'account' } end
  end
  if counting then limits_load_hold(hold, general and funding_pins(hold) or {}) end
  if general then
    lots_open(payer, now)
    purse = funding_purse(payer, now, funding_of_hold(hold, payer))
    taken = funding_take(purse, terms, hold.granted, 'held')
  else
    taken.money = math.min(price_of(terms, hold.granted), math.max(0, account_free(payer)))
    payer.held = payer.held + taken.money
  end
  hold.amount, hold.parts = taken.money, taken.text
  local unanswered = hold_unanswered_deadline(
    hold.authorized_at_ms, hold.granted, timings.ring, timings.grace, timings.answers
  )
  hold.deadline_at_ms = math.max(unanswered, now + timings.ring * 1000)
end
local proven = hold.proven
local heard = used and used > 0
if heard then hold_heard(hold, used, now, timings, in_seconds) end
heard = heard and (hold.proven > proven or not in_seconds)
local answers = answered == '1' and hold.answered_at_ms == 0
if answers then
  hold.state, hold.answered_at_ms = 'answered', now
  hold.deadline_at_ms = hold_answered_deadline(timings, now, hold.granted)
end
local reply = { 'UP', int_text(now), recreated and '1' or '0', int_text(hold.amount) }
if not recreated and not heard and not answers then return reply end
hold_write(hold)
redis.call('ZADD', open, int_text(hold.deadline_at_ms), member)
if recreated then
  for i, account in ipairs(hold.accounts) do open_add(account, open_name(i, account_id, hold_id)) end
  local parent, gateway = hold_route(hold.facts)
  hold_list(gateways, parent, gateway, account_id, member, true)
  if purse then
    journal_write_all(journal, now, payer, hold.payer, payer.before)
    funding_write(purse)
    lots_write(payer, now, meta)
  end
  local service, subject = hold_party(hold)
  journal_write(journal, now, payer, {
    kind = 'open', account = hold.payer, reference = hold_id, service = service, subject = subject,
    units = hold.granted, flags = 'g', origin = hold_origin(hold), parts = taken.text, note = history,
  })
end
if heard or answers then
  local is_clamped = heard and in_seconds and used > hold.proven
  journal_write(journal, now, payer, {
    kind = heard and 'extend' or 'answer', account = hold.payer, reference = hold_id,
    units = heard and hold.granted or 0, flags = (is_clamped and 'c' or '') .. 'g', origin = hold_origin(hold),
    parts = heard and hold.parts or '', note = heard and int_text(used) or '',
  })
end
if recreated then spent_move_accounts(hold.accounts, hold.authorized_at_ms, taken.money) end
if counting then limits_move(hold, taken.money, taken.plan, 1) end
for _, account in ipairs(recreated and hold.accounts or { payer }) do
  account_write(account, meta)
  if counting then counters_write(account, now) end
end
if taken.money > 0 then redis.call('HINCRBY', meta, 'held', int_text(taken.money)) end
return reply