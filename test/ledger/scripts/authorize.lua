#!lua
local hold_owners_text, hold_unanswered_deadline, price_terms, price_billed, price_of, account_keys, account_read, account_free, account_set, account_write, account_profile_reply, sums_count, spent_text, spent_is_running, spent_count, open_name, open_add, journal_word, journal_flags, journal_write_all, admission_read, admission_ids, admission_origin, admission_accounts, admission_stale, admission_purse, admission_before_funds, admission_begins, admission_spend, admission_counts, admission_covers, price_included, price_affordable, purse_is_general, purse_price, purse_affordable, purse_available, purse_posted, purse_is_at_zero, hold_read, hold_replayed, hold_is_open, hold_is_final, hold_place, hold_unit, hold_party, LOT_NEVER, lot_text, lot_source, lots_is_pack, lots_is_of_plan, lots_is_over, lots_free, lots_before, lots_serve, lots_pays, lots_take, lots_add, lots_roll, grants_apply, past_note, LOTS_ENTRY, lots_of_entry, lots_behind, lots_read, lots_open, lots_write, lots_draw, funding_free, funding_posted, funding_reply, funding_stops, funding_note_stopped, funding_purse, funding_price, funding_affordable, funding_take, funding_pinned, funding_write, funding_of_hold, periods_are_over, periods_correspond, periods_begin, periods_spent, packs_purse, allowances_fields, allowances_read, allowances_put, counters_open, counters_opened, counters_spent, counters_arrivals, counters_arrived, counters_arrive, counters_read, counters_put, counters_write, limits_load, limits_since, limits_spendable, limits_plan_left, limits_note_shadow, limits_count, limits_before_funds, limits_cost_cap, denial_reply
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
local function journal_add(
  key, kind, account, sequence, at_ms, amount, balance, held, reference, service, subject, units, flags, note
)
  redis.call('XADD', key, '*', 'entry', string.format(
    '%s %s %s %s %s %s %s %s %s %s %s %s %s', kind, account, sequence, at_ms, amount, balance, held, reference, service,
    subject, units, flags, note
  ))
end
local OPEN_FIELDS_MAX = 8
local OPEN_FIELD_LENGTH_MAX = 60
local function open_field(open_key, open, name)
  if open < OPEN_FIELDS_MAX and #name <= OPEN_FIELD_LENGTH_MAX then return 'h:' .. name end
  redis.call('ZADD', open_key, 0, name)
end
local function sums_plus(sum, period, money)
  local span, since, number = string.match(sum or '', '^([^@=]+)(@?%d*)=(%S+)$')
  if not span or span ~= period then return nil end
  return span .. since .. '=' .. int_text(number + money)
end
local function sums_fields(day, month, year)
  if year then return 'spent_d', day, 'spent_m', month, 'spent_y', year end
  if day then return 'spent_d', day, 'spent_m', month end
end
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
do
function hold_owners_text(payer_index, ids, account_id)
  if ids == account_id then return payer_index end
  return payer_index .. ' ' .. ids
end
function hold_unanswered_deadline(authorized_at_ms, granted, ring, grace, answers)
  return authorized_at_ms + 1000 * (answers and ring or ring + granted + grace)
end
do
function price_terms(text)
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
local function price_divide_up(n, d)
  local remainder = math.fmod(n, d)
  return (n - remainder) / d + (remainder > 0 and 1 or 0)
end
function price_billed(terms, units)
  if units <= 0 then return 0 end
  if units <= terms.first then return terms.first end
  return terms.first + price_divide_up(units - terms.first, terms.next_block) * terms.next_block
end
function price_of(terms, units, included)
  local paid = price_billed(terms, units) - (included or 0)
  if paid <= 0 then return 0 end
  return math.max(terms.connect_fee + price_divide_up(paid * terms.rate, terms.rate_units), terms.minimum)
end
end
function account_keys(keys, from)
  local owners = {}
  for at = from, #keys, 4 do
    owners[#owners + 1] = { account = keys[at], open = keys[at + 1], counters = keys[at + 2], lots = keys[at + 3] }
  end
  return owners
end
function account_read(keys)
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
function account_free(a)
  return a.balance + a.credit_limit - a.held
end
function account_set(a, field, value)
  local fields = a.fields
  fields[#fields + 1] = field
  fields[#fields + 1] = value
end
function account_write(a, meta)
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
function account_profile_reply(a, reply)
  local profile = redis.call(
    'HMGET', a.keys.account, 'root', 'parent', 'revision', 'state', 'plan', 'currency', 'time_zone', 'cycle_anchor_day',
    'seats', 'credit_limit', 'numbers', 'max_open_holds', 'created_at_ms', 'funded_by', 'on_plan_exhausted',
    'allowances', 'subjects', 'cycle_anchor_month', 'packs'
  )
  for _, value in ipairs(profile) do
    reply[#reply + 1] = value or ''
  end
  return reply
end
do
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
function sums_count(sums, periods, money, plan, now)
  for kind, span in string.gmatch(periods, '(%a)(%S+)') do
    local begins = string.find(sums, kind, 1, true)
    if not begins or string.find(sums, span, begins, true) ~= begins + 1 then
      sums = periods_begin(sums, kind, span, now)
      begins = 1
    end
    if money ~= 0 or plan ~= 0 then
      local since, at, sum = string.match(sums, '^(@?%d*)=()(%-?%d+)', begins + 1 + #span)
      sums = sums_add(sums, kind, money, plan, begins, span, since, at, sum)
    end
  end
  return sums
end
end
do
local SPENT_KINDS = { 'd', 'm', 'y' }
function spent_text(a, s)
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
function spent_is_running(s, periods)
  for period, kind in string.gmatch(periods, '((%a)%S+)') do
    if string.find(s[kind], period, 1, true) ~= 1 then return false end
  end
  return true
end
function spent_count(a, s, periods, money, now)
  if not spent_is_running(s, periods) then
    spent_put(a, s, sums_count(spent_text(a, s), periods, money, 0, now))
  elseif money ~= 0 then
    for period, kind in string.gmatch(periods, '((%a)%S+)') do
      s[kind] = sums_plus(s[kind], period, money)
      account_set(a, s.prefix .. 'spent_' .. kind, s[kind])
    end
  end
end
end
function open_name(owner_index, account_id, hold_id)
  return (owner_index == 1 and '' or account_id) .. ':' .. hold_id
end
function open_add(a, name)
  local field = open_field(a.keys.open, a.open, name)
  if field then account_set(a, field, '') end
  a.open = a.open + 1
  account_set(a, 'open', int_text(a.open))
end
do
function journal_word(text)
  if not text or text == '' then return '-' end
  return text
end
function journal_flags(flags, origin, parts)
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
function journal_write_all(key, now, a, account_id, entries)
  for _, entry in ipairs(entries) do
    entry.account = account_id
    journal_write(key, now, a, entry)
  end
end
end
do
function admission_read(argv, at, owner_keys)
  local text = argv[at]
  if string.find(text, '\n', 1, true) then
    argv, at = {}, 1
    for word in string.gmatch(text, '([^\n]*)\n') do argv[#argv + 1] = word end
  end
  local owners, allowances, grants, limits = {}, {}, {}, {}
  for i = 1, tonumber(argv[at]) do
    owners[i] = {
      account_id = argv[at + 1], revision = argv[at + 2], periods = argv[at + 3], keys = owner_keys[i], index = i - 1,
    }
    at = at + 3
  end
  local payer_index, stop, packs = tonumber(argv[at + 1]), argv[at + 2], {}
  for id in string.gmatch(argv[at + 3], '%S+') do packs[#packs + 1] = id end
  at = at + 4
  for i = 1, tonumber(argv[at]) do
    allowances[i] = { counter = argv[at + 1], total = tonumber(argv[at + 2]) }
    at = at + 2
  end
  at = at + 1
  for i = 1, tonumber(argv[at]) do
    grants[i] = {
      kind = argv[at + 1], id = argv[at + 2], granted = tonumber(argv[at + 3]), starts_at = tonumber(argv[at + 4]),
      expires_at = tonumber(argv[at + 5]), services = argv[at + 6],
    }
    at = at + 6
  end
  at = at + 1
  for i = 1, tonumber(argv[at]) do
    limits[i] = {
      kind = argv[at + 1], owner = owners[tonumber(argv[at + 2]) + 1], counter = argv[at + 3],
      max = tonumber(argv[at + 4]), mode = argv[at + 5], span = argv[at + 6], index = i,
    }
    at = at + 6
  end
  return {
    owners = owners, payer_index = payer_index, payer = owners[payer_index + 1], stop = stop, allowances = allowances,
    grants = grants, limits = limits, packs = packs,
  }
end
function admission_ids(admission)
  local ids = admission.owners[1].account_id
  for i = 2, #admission.owners do ids = ids .. ' ' .. admission.owners[i].account_id end
  return ids
end
function admission_origin(admission)
  if admission.payer_index == 0 then return nil end
  return admission.owners[1].account_id
end
function admission_accounts(admission)
  for _, owner in ipairs(admission.owners) do
    owner.account = account_read(owner.keys)
    if not owner.account.state then
      admission.incomplete = true
      return
    end
  end
end
function admission_stale(admission, now, valid_from, valid_until)
  if admission.incomplete then return nil end
  local outlived = (valid_until > 0 and now > valid_until) or now < valid_from
  for _, owner in ipairs(admission.owners) do
    if outlived or owner.account.revision ~= owner.revision then
      return account_profile_reply(owner.account, { 'STALE', int_text(now), owner.account_id })
    end
  end
end
function admission_purse(admission, payer, now, service, counting)
  if admission.incomplete then return nil end
  lots_open(payer, now, admission.grants)
  return funding_purse(payer, now, {
    service = service, since = now, period = admission.stop, allowances = admission.allowances,
    packs = #admission.packs > 0 and admission.packs or nil,
    stop = admission.stop ~= '' and funding_stops(payer, admission.stop),
    plan_left = counting and limits_plan_left(admission) or nil,
  })
end
local function admission_state(account)
  if account.state == 'active' then return nil end
  if not account.state then return 'ACCOUNT_UNKNOWN' end
  if account.state == 'suspended' then return 'ACCOUNT_SUSPENDED' end
  if account.state == 'closed' then return 'ACCOUNT_CLOSED' end
  return nil
end
function admission_before_funds(admission, now, verdict, is_at_zero)
  for _, owner in ipairs(admission.owners) do
    local reason = admission_state(owner.account)
    if reason then return reason end
  end
  if verdict ~= '' then return verdict end
  if #admission.limits > 0 then
    local reason, limit = limits_before_funds(admission, now)
    if reason then return reason, limit end
  end
  if is_at_zero then return 'ZERO_BALANCE' end
  return nil
end
function admission_begins(admission)
  local first, root = admission.owners[1], admission.owners[#admission.owners]
  if not spent_is_running(first.account.spent, first.periods) then return true end
  return root ~= first and not spent_is_running(root.account.below, root.periods)
end
function admission_spend(admission, money, now)
  local first, root = admission.owners[1], admission.owners[#admission.owners]
  spent_count(first.account, first.account.spent, first.periods, money, now)
  if root ~= first then spent_count(root.account, root.account.below, root.periods, money, now) end
end
function admission_counts(admission, subject)
  return #admission.limits > 0 or subject ~= '' or #admission.allowances > 0 or admission.stop ~= ''
end
function admission_covers(money, amount)
  return amount == 0 or money >= amount
end
end
function price_included(terms, billed, covered, units)
  if covered >= billed then return 0 end
  if covered > 0 then return math.min(billed - covered, math.floor(units / terms.next_block) * terms.next_block) end
  if units < terms.first then return 0 end
  return math.min(billed, terms.first + math.floor((units - terms.first) / terms.next_block) * terms.next_block)
end
function price_affordable(terms, money, max_units, included)
  included = included or 0
  if money >= price_of(terms, max_units, included) then return max_units end
  if included == 0 then
    if money < terms.minimum or terms.rate == 0 then return 0 end
    local metered = money - terms.connect_fee
    if metered < 0 then return 0 end
    local covered = math.floor(metered * terms.rate_units / terms.rate)
    if covered < terms.first then return 0 end
    return math.min(max_units, terms.first + math.floor((covered - terms.first) / terms.next_block) * terms.next_block)
  end
  local paid = 0
  if money >= math.max(terms.minimum, terms.connect_fee) and terms.rate > 0 then
    local covered = math.floor((money - terms.connect_fee) * terms.rate_units / terms.rate)
    paid = math.floor(covered / terms.next_block) * terms.next_block
  end
  return math.min(max_units, included + paid)
end
function purse_is_general(payer, admission, hold)
  if IS_ALWAYS_GENERAL or payer.lot_count > 0 then return true end
  if hold and (hold.funding or hold.parts ~= '' or hold.interim) then return true end
  return admission ~= nil and (#admission.grants > 0 or #admission.allowances > 0 or admission.stop ~= '')
end
function purse_price(purse, terms, units)
  if purse then return funding_price(purse, terms, units) end
  return price_of(terms, units)
end
function purse_affordable(purse, terms, money, max_units)
  if purse then return funding_affordable(purse, terms, money, max_units) end
  return price_affordable(terms, money, max_units)
end
function purse_available(purse, payer)
  return purse and purse.money or account_free(payer)
end
function purse_posted(purse, payer, now, service)
  if purse then return funding_posted(payer, now, service) end
  return payer.balance + payer.credit_limit
end
function purse_is_at_zero(purse, payer, now, service, terms)
  if purse_posted(purse, payer, now, service) > 0 then return false end
  local packs = purse and purse.packs
  return not packs or price_included(terms, price_billed(terms, 1), 0, packs.posted) == 0
end
end
local owner_keys = account_keys(KEYS, 6)
local admission = admission_read(ARGV, 24, owner_keys)
local fingerprint, of_grant, extend_units, min_units, below_hold, ring_seconds, grace_seconds, answers, terms_text =
  string.match(pinned, '^(%S+) 0\n%d+( (%d+) (%d+) (%a+) (%d+) (%d+) %d+ %a+ (%d)[^\n]*\n([^\n]*)\n.*)$')
local hold
if stored then
do
local HOLD_WORDS = '^2 (%a+) (%d+) (%d+) (%d+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) ([^\n]+)\n([^\n]*)\n([^\n]*)\n()'
  .. '(%S+) ([^\n]*)\n(%S+ %S+ %S+ %S+) ([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)()\n?(.*)$'
function hold_read(key, now, stored)
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
end
do
local function hold_asked_by(h, nonce)
  if nonce == '' or not h.nonce then return false end
  local asked, change, forgiven = string.match(h.nonce, '^(%S+) ?(%S*) ?(%S*)$')
  return asked == nonce, int_of(change), int_of(forgiven)
end
function hold_replayed(h, nonce)
  return hold_asked_by(h, nonce) and '0' or '1'
end
function hold_is_open(h)
  return h.state == 'reserved' or h.state == 'answered'
end
function hold_is_final(h, unit)
  local max_units, step = string.match(h.limits, '^(%d+) (%d+) ')
  return unit ~= 'second' or step == '0' or h.cut or h.granted >= tonumber(max_units)
end
function hold_place(h, now, account_id, owners, owner_keys)
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
function hold_unit(h)
  if h.priced then return h.priced.unit end
  return string.match(h.terms, '^%d+ %d+ %d+ %d+ %d+ %d+ (%S+)')
end
function hold_party(h)
  return string.match(h.facts, '^([^\t]*)\t([^\t]*)')
end
end
  local adopt
  hold, adopt = hold_read(hold_key, now, stored)
  if adopt then return adopt end
end
local early = hold and hold.state == 'early'
if hold and not early then
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
local function grants_name(id)
  return string.match(id, '^([^@]*)@') or ''
end
local function grants_same_stretch(a, b)
  local common = math.min(a.expires_at, b.expires_at) - math.max(a.starts_at, b.starts_at)
  return 2 * common >= math.min(a.expires_at - a.starts_at, b.expires_at - b.starts_at)
end
local function grants_share_service(a, b)
  if a.services == '-' or b.services == '-' then return true end
  for service in string.gmatch(a.services, '[^,]+') do
    if lots_serve(b, service) then return true end
  end
  return false
end
local function grants_heir(credit, grants)
  local heir, nearness = nil, 0
  for _, grant in ipairs(grants) do
    local near = 0
    if grant.kind == credit.kind then
      if grants_name(grant.id) == grants_name(credit.id) then near = 3
      elseif grant.services == credit.services then near = 2
      elseif grants_share_service(grant, credit) then near = 1 end
    end
    if near > nearness then heir, nearness = grant, near end
  end
  return heir and grants_same_stretch(heir, credit) and heir
end
local function grants_used_before(a, grant, grants)
  local used_before = 0
  for entry in string.gmatch(redis.call('HGET', a.keys.lots, 'past') or '', '[^;]+') do
    local kind, id, starts_at, expires_at, services, used =
      string.match(entry, '^(%S+) (%S+) (%d+) (%d+) (%S+) (%d+)$')
    local credit = {
      kind = kind, id = id, starts_at = tonumber(starts_at), expires_at = tonumber(expires_at), services = services,
    }
    if grants_heir(credit, grants) == grant then used_before = used_before + tonumber(used) end
  end
  return used_before
end
local function grants_set(lot, fields)
  for name, value in pairs(fields) do
    if lot[name] ~= value then lot[name], lot.changed = value, true end
  end
end
local function grants_main(grant, family)
  local main
  for _, lot in ipairs(family) do
    if grants_name(lot.id) == grants_name(grant.id) then
      local gives = lot.granted > 0
      if not main or gives and main.granted <= 0 or gives == (main.granted > 0) and lot.id < main.id then main = lot end
    end
  end
  return main
end
local function grants_free_id(a, id, now)
  local taken = a.read[id]
  if taken and (taken.held > 0 or not lots_is_over(taken, now)) then return grants_free_id(a, id .. '+', now) end
  return id
end
local function grants_set_family(a, grant, family, grants, now)
  local gone, main = 0, grants_main(grant, family)
  for _, lot in ipairs(family) do
    if lot ~= main then
      gone = gone + lot.used + lot.held
      grants_set(lot, { granted = 0 })
      if lot.used + lot.held > 0 then
        grants_set(lot, { starts_at = grant.starts_at, expires_at = grant.expires_at })
      end
    end
  end
  if not main then
    if grant.granted <= 0 then return end
    main = lots_add(a, {
      id = grants_free_id(a, grant.id, now), kind = grant.kind, granted = 0, used = 0, held = 0, value = 0,
      carried = 0, starts_at = 0, expires_at = 0, services = grant.services,
    })
  end
  local is_same = main.starts_at == grant.starts_at and main.expires_at == grant.expires_at
  local carried = is_same and main.carried or grants_used_before(a, grant, grants)
  grants_set(main, {
    granted = math.max(0, grant.granted - gone - carried), carried = carried, starts_at = grant.starts_at,
    expires_at = grant.expires_at, services = grant.services,
  })
end
function grants_apply(a, grants, now)
  for _, grant in ipairs(grants) do
    if grant.starts_at > now or grant.expires_at <= now then return end
  end
  local families = {}
  for _, lot in ipairs(a.lots) do
    local heir = lots_is_of_plan(lot) and grants_heir(lot, grants)
    if heir then
      families[heir] = families[heir] or {}
      families[heir][#families[heir] + 1] = lot
    elseif lots_is_of_plan(lot) and not lots_is_over(lot, now) then
      grants_set(lot, { granted = 0 })
    end
  end
  for _, grant in ipairs(grants) do grants_set_family(a, grant, families[grant] or {}, grants, now) end
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
function funding_free(a, now, service, since, stop)
  local free = stop and 0 or account_free(a)
  for _, group in ipairs(stop and {} or a.groups) do
    if lots_serve(group, service) then free = free + group.free end
  end
  for _, lot in ipairs(a.lots) do
    local pays = lots_serve(lot, service) and not lots_is_over(lot, now) and (not service or lot.starts_at <= since)
    if pays and (lot.kind == 'plan_credits' or not stop) then free = free + lots_free(lot, now) end
  end
  return free
end
function funding_posted(a, now, service)
  local posted = a.balance + a.credit_limit
  for _, group in ipairs(a.groups) do
    if lots_serve(group, service) then posted = posted + group.posted end
  end
  for _, lot in ipairs(a.lots) do
    if not lots_is_over(lot, now) and lots_serve(lot, service) then
      posted = posted + math.max(0, lot.granted - lot.used)
    end
  end
  return posted
end
function funding_reply(a, available, posted, reply)
  reply[#reply + 1] = int_text(a.balance)
  reply[#reply + 1] = int_text(available)
  reply[#reply + 1] = int_text(posted)
  return reply
end
do
function funding_stops(a, period)
  local lifted = a.counters.lifted or redis.call('HGET', a.keys.counters, 'lifted')
  return lifted ~= period
end
function funding_note_stopped(counters_key, period)
  local noted = redis.call('HGET', counters_key, 'stopped')
  if not noted or noted < period then redis.call('HSET', counters_key, 'stopped', period) end
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
function funding_price(purse, terms, units)
  return math.max(0, price_of(terms, units, funding_included(purse, terms, units)) - (purse.by.charged or 0))
end
function funding_affordable(purse, terms, money, max_units)
  local whole = money + (purse.by.charged or 0)
  return price_affordable(terms, whole, max_units, funding_included(purse, terms, max_units))
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
function funding_pinned(purse)
  local packs = purse.by.packs or {}
  if purse.by.period == '' and #purse.by.allowances == 0 and #packs == 0 then return nil end
  local words = { purse.by.period == '' and '0' or purse.by.period }
  for _, allowance in ipairs(purse.by.allowances) do
    words[#words + 1] = allowance.counter .. '=' .. int_text(allowance.total)
  end
  for _, id in ipairs(packs) do words[#words + 1] = id end
  return table.concat(words, ' ')
end
function funding_write(purse)
  for _, allowance in ipairs(purse.allowances) do
    if allowance.changed then allowances_put(purse.account, allowance, purse.by.since, purse.now) end
  end
end
local function funding_pins(h)
  if not h.pins then
    h.pins = {}
    for counter, total in string.gmatch(h.funding or '', '([^= ]+)=(%d+)') do
      h.pins[#h.pins + 1] = { counter = counter, total = tonumber(total) }
    end
  end
  return h.pins
end
local function funding_packs(h)
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
if counting or not admission.incomplete and admission_begins(admission) then
function periods_are_over(from, till, now)
  return now >= till + (till - from)
end
function periods_correspond(from, till, other_from, other_till)
  local shared = math.min(till, other_till) - math.max(from, other_from)
  return 2 * shared > math.min(till - from, other_till - other_from)
end
function periods_begin(sums, kind, span, now)
  local from, words, ended = tonumber(string.match(span, '^%d+')), { '' }, nil
  if sums ~= '' then
    for word, of_kind, start, stop in string.gmatch(sums, '((%a)(%d+)%-(%d+)%S+)') do
      if not periods_are_over(tonumber(start), tonumber(stop), now) then
        words[#words + 1] = word
        if of_kind == kind then ended = ended or tonumber(stop) end
      end
    end
  end
  local since = from < now and (not ended or ended > from) and '@' .. int_text(now) or ''
  words[1] = kind .. span .. since .. '=0'
  return table.concat(words, ' ')
end
function periods_spent(sums, kind, from, till)
  local spent = 0
  for other_from, other_till, sum in string.gmatch(sums, kind .. '(%d+)%-(%d+)@?%d*=(%-?%d+)') do
    if periods_correspond(tonumber(other_from), tonumber(other_till), from, till) then spent = spent + tonumber(sum) end
  end
  return spent
end
end
if #admission.packs > 0 then
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
if #admission.allowances > 0 then
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
function counters_spent(text, periods, money, plan, now)
  local at = string.find(text, '[dmyMY]') or #text + 1
  local head, sums = string.sub(text, 1, at - 1), sums_count(string.sub(text, at), periods, money, plan, now)
  if head == '' or at <= #text or sums == '' then return head .. sums end
  return head .. ' ' .. sums
end
local COUNTERS_STEPS = 64
function counters_arrivals(text)
  return string.match(text, 'v%S+') or ''
end
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
function counters_arrive(text, window_seconds, max, now)
  local window_ms = window_seconds * 1000
  local count, latest, many, earlier = counters_arrived(counters_arrivals(text), window_ms, now)
  local step = max > COUNTERS_STEPS and math.ceil(window_ms / COUNTERS_STEPS) or 1
  local at = math.max(latest or 0, math.ceil(now / step) * step)
  if latest and step > 1 and at == latest then
    many = many + 1
  else
    if latest then
      local word = int_text(latest) .. (many == 1 and '' or 'x' .. int_text(many))
      earlier = earlier == '' and word or earlier .. ',' .. word
    end
    many = 1
  end
  local _, commas = string.gsub(earlier, ',', '')
  if commas >= COUNTERS_STEPS then
    local dropped, after = string.match(earlier, '^%d+x?(%d*),()')
    count, earlier = count - int_of(dropped, 1), string.sub(earlier, after)
  end
  local word = int_text(at) .. (many == 1 and '' or 'x' .. int_text(many))
  local open, sums = string.match(text, '^o%d+'), string.match(text, '[dmyMY].*$')
  return (open and open .. ' ' or '') .. 'v' .. int_text(window_seconds) .. ':' .. int_text(count + 1) .. ':' .. word
    .. (earlier == '' and '' or ':' .. earlier) .. (sums and ' ' .. sums or '')
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
function limits_load(admission, subject)
  for i, owner in ipairs(admission.owners) do
    local fields = {}
    if i == 1 and subject ~= '' then fields[1] = 'subject/' .. subject end
    for _, limit in ipairs(admission.limits) do
      if limit.owner == owner and limits_is_of_rule(limit.counter) then fields[#fields + 1] = limit.counter end
    end
    if owner == admission.payer then
      if #admission.allowances > 0 then allowances_fields(admission.allowances, fields) end
      if admission.stop ~= '' then fields[#fields + 1] = 'lifted' end
    end
    counters_read(owner.account, fields)
  end
end
local function limits_sums(a, counter)
  if counter == '' then return spent_text(a, a.spent) end
  if counter == '*' then return spent_text(a, a.spent) .. ' ' .. spent_text(a, a.below) end
  return a.counters[counter]
end
local function limits_kind(limit)
  return limit.kind == 'plan_spend' and string.upper(limit.span) or limit.span
end
local function limits_period(limit)
  local from, till = string.match(limit.owner.periods, limit.span .. '(%d+)%-(%d+)')
  return tonumber(from), tonumber(till)
end
local function limits_left(limit)
  local from, till = limits_period(limit)
  if not from then return limit.max end
  local sums = limits_sums(limit.owner.account, limit.counter)
  return limit.max - periods_spent(sums, limits_kind(limit), from, till)
end
function limits_since(limit)
  if limit.kind ~= 'spend' or not limits_is_of_rule(limit.counter) then return 0 end
  local from, till = limits_period(limit)
  if not from then return 0 end
  local sums = limits_sums(limit.owner.account, limit.counter)
  local start, stop, since = string.match(sums, limit.span .. '(%d+)%-(%d+)@(%d+)')
  local _, others = string.gsub(sums, limit.span .. '%d', '')
  if not start or others > 1 then return 0 end
  return periods_correspond(tonumber(start), tonumber(stop), from, till) and tonumber(since) or 0
end
local function limits_open_holds(limit)
  if limit.counter == '' then return limit.owner.account.open end
  return counters_open(limit.owner.account.counters[limit.counter])
end
local function limits_is_too_hasty(limit, now)
  local arrivals = counters_arrivals(limit.owner.account.counters[limit.counter])
  return counters_arrived(arrivals, tonumber(limit.span) * 1000, now) >= limit.max
end
function limits_spendable(admission)
  local least, which = INT_MAX, 0
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'spend' and limit.mode ~= 'count' then
      limit.left = limits_left(limit)
      if limit.mode == 'enforce' and limit.left < least then least, which = limit.left, limit.index end
    end
  end
  return least, which
end
function limits_plan_left(admission)
  local least
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'plan_spend' and limit.mode == 'enforce' then
      local left = limits_left(limit)
      least = math.min(least or left, left)
    end
  end
  return least
end
local function limits_shadow(admission, reason, limit)
  if admission.shadowed then return end
  admission.shadowed, admission.shadowed_limit = reason, limit.index
end
function limits_note_shadow(admission, amount)
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'spend' and limit.mode == 'shadow' and amount > limit.left then
      limits_shadow(admission, 'SPEND_LIMIT', limit)
    end
  end
end
local function limits_count_one(limit, now, money, open)
  local a = limit.owner.account
  local text = a.counters[limit.counter]
  if limit.kind == 'velocity' then
    text = counters_arrive(text, tonumber(limit.span), limit.max, now)
  elseif limit.kind == 'open_holds' then
    text = counters_opened(text, open)
  else
    local day, cycles = string.match(limit.owner.periods, '^(d%S+) ?(.*)$')
    text = counters_spent(text, limit.span == 'd' and day or cycles or '', money, 0, now)
  end
  counters_put(a, limit.counter, text)
end
function limits_count(admission, now, subject, taken, as)
  local open, first, words = as == 'held' and 1 or 0, admission.owners[1], {}
  local function remember(kind, limit, rest)
    words[#words + 1] = kind .. int_text(limit.owner.index) .. ':' .. limit.counter .. (rest or '')
  end
  if subject ~= '' then
    local field = 'subject/' .. subject
    local text = counters_opened(first.account.counters[field], open)
    counters_put(first.account, field, counters_spent(text, first.periods, taken.money, taken.plan, now))
    words[1] = 'o0:' .. field
  end
  for _, limit in ipairs(admission.limits) do
    local is_of_rule = limits_is_of_rule(limit.counter)
    if is_of_rule then limits_count_one(limit, now, taken.money, open) end
    if is_of_rule and limit.kind == 'open_holds' then remember('o', limit) end
    if limit.kind == 'spend' or limit.kind == 'plan_spend' then
      if is_of_rule then remember('m', limit) end
      if limit.mode == 'enforce' then
        remember(limit.kind == 'spend' and 'c' or 'p', limit, ':' .. limits_kind(limit) .. int_text(limit.max))
      end
    end
  end
  return #words > 0 and '.' .. table.concat(words, ' ') or ''
end
function limits_before_funds(admission, now)
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'open_holds' and limit.mode ~= 'count' and limits_open_holds(limit) >= limit.max then
      if limit.mode == 'enforce' then return 'CONCURRENCY_LIMIT', limit.index end
      limits_shadow(admission, 'CONCURRENCY_LIMIT', limit)
    end
  end
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'velocity' and limit.mode ~= 'count' and limits_is_too_hasty(limit, now) then
      if limit.mode == 'enforce' then return 'VELOCITY_LIMIT', limit.index end
      limits_shadow(admission, 'VELOCITY_LIMIT', limit)
    end
  end
end
function limits_cost_cap(admission, purse, terms, units, min_units)
  local which = 0
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'call_cost' then
      local covered = purse_affordable(purse, terms, limit.max, units)
      if limit.mode == 'enforce' then
        units = covered
        if units < min_units and which == 0 then which = limit.index end
      elseif covered < min_units then
        limits_shadow(admission, 'SPEND_LIMIT', limit)
      end
    end
  end
  return units, which
end
end
end
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
  local function fit(money)
    if admission_covers(money, amount) then return true end
    if below_hold ~= 'shorten' then return false end
    local covered = purse_affordable(purse, terms, money, units)
    if covered < least then return false end
    units, amount = covered, purse_price(purse, terms, covered)
    return admission_covers(money, amount)
  end
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
function denial_reply(admission, purse, now, reason, needed, limit, service)
  local limited = admission.limits[limit or 0]
  local reply = {
    'DENY', int_text(now), reason, int_text(needed), int_text(limit or 0), int_text(limited and limited.left or 0),
    int_text(limited and limited.left and limits_since(limited) or 0),
  }
  local payer = admission.payer.account
  if not payer or not payer.state then
    reply[8], reply[9], reply[10] = '0', '0', '0'
  elseif admission.incomplete then
    lots_open(payer, now, admission.grants)
    funding_reply(payer, funding_free(payer, now), funding_posted(payer, now), reply)
  else
    reply[8], reply[9] = int_text(payer.balance), int_text(purse_available(purse, payer))
    reply[10] = int_text(purse_posted(purse, payer, now, service))
  end
  reply[11] = purse and purse.packs and int_text(purse.packs.capacity) or '0'
  return table.concat(reply, '\n')
end
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