#!lua
local LOT_NEVER, lot_read, lot_text, lots_is_over, lots_free, lots_before, lots_serve, lots_pays, lots_add, lots_roll, GRANTS_KEEP_PAST_MS, grants_name, grants_same_stretch, grants_share_service, grants_heir, grants_used_before, grants_note_past, grants_set, grants_main, grants_set_family, grants_apply, LOTS_MAX, LOTS_ENTRY, LOTS_FIRST, LOTS_ALL_KNOWN, lots_note, lots_of_entry, lots_order, lots_join, lots_insert, lots_read, lots_pop, lots_index, lots_open, lots_next, lots_source, lots_group_text, lots_write, funding_stops, funding_note_stopped, NO_PARTS, funding_forgotten_lots, funding_allowances, funding_purse, funding_included, funding_price, funding_affordable, funding_take, funding_write, funding_free, funding_posted, funding_reply, COUNTERS_KEEP_DAYS_MS, COUNTERS_KEEP_MONTHS, COUNTERS_MONTH_MS, COUNTERS_KEEP_CYCLES_MS, counters_is_old, counters_prune, limits_window, limits_open_holds, limits_left, limits_spendable, limits_plan_left, limits_shadow, limits_note_shadow, limits_add, limits_count, limits_before_funds, limits_cost_cap, denial_reply
local IS_ALWAYS_GENERAL = false
local INT_MAX = 9007199254740991
local function int_exact(n, from)
  if not n or n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then
    error('not an exact integer: ' .. tostring(from))
  end
  return n
end
local int_texts = {}
local function int_text(n)
  local text = int_texts[n]
  if text then return text end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  text = n == 0 and '0' or string.format('%.0f', n)
  int_texts[n] = text
  return text
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
local function once_read(key, now)
  local stored = redis.call('GET', key)
  if not stored then return nil end
  local expires_at, fingerprint, result = string.match(stored, '^(%d+) (%S*) (.*)$')
  if tonumber(expires_at) <= now then return nil end
  return fingerprint, result
end
local function once_write(key, now, keep_ms, fingerprint, result)
  redis.call('SET', key, int_text(now + keep_ms) .. ' ' .. fingerprint .. ' ' .. result, 'PX', int_text(keep_ms))
end
local ONCE_NONCE_KEEP_MS = 900000
local function once_asked_by(nonce_key, now, nonce)
  if nonce == '' then return false end
  local expires_at, asked = string.match(redis.call('GET', nonce_key) or '', '^(%d+) (.*)$')
  return asked == nonce and tonumber(expires_at) > now
end
local function once_note_nonce(nonce_key, now, nonce)
  if nonce == '' then return end
  local until_ms = int_text(now + ONCE_NONCE_KEEP_MS)
  redis.call('SET', nonce_key, until_ms .. ' ' .. nonce, 'PX', int_text(ONCE_NONCE_KEEP_MS))
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
local function price_divide_up(n, d)
  local remainder = math.fmod(n, d)
  return (n - remainder) / d + (remainder > 0 and 1 or 0)
end
local function price_billed(terms, units)
  if units <= 0 then return 0 end
  if units <= terms.first then return terms.first end
  return terms.first + price_divide_up(units - terms.first, terms.next_block) * terms.next_block
end
local function price_included(terms, billed, covered, units)
  if covered >= billed then return 0 end
  if covered > 0 then return math.min(billed - covered, math.floor(units / terms.next_block) * terms.next_block) end
  if units < terms.first then return 0 end
  return math.min(billed, terms.first + math.floor((units - terms.first) / terms.next_block) * terms.next_block)
end
local function price_of(terms, units, included)
  local paid = price_billed(terms, units) - (included or 0)
  if paid <= 0 then return 0 end
  return math.max(terms.connect_fee + price_divide_up(paid * terms.rate, terms.rate_units), terms.minimum)
end
local function price_affordable(terms, money, max_units, included)
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
local function account_keys(keys, from)
  local owners = {}
  for at = from, #keys, 4 do
    owners[#owners + 1] = { account = keys[at], open = keys[at + 1], counters = keys[at + 2], lots = keys[at + 3] }
  end
  return owners
end
local function account_read(keys)
  local f = redis.call(
    'HMGET', keys.account, 'state', 'revision', 'balance', 'held', 'credit_limit', 'sequence', 'root', 'lots', 'open'
  )
  local balance, held, sequence = int_of(f[3]), int_of(f[4]), int_of(f[6])
  return {
    keys = keys, state = f[1], revision = f[2], balance = balance, held = held, credit_limit = int_of(f[5]),
    sequence = sequence, root = f[7], lots_text = f[8], open = int_of(f[9]), lots = {}, before = {}, after = {},
    lot_count = f[8] and tonumber(string.match(f[8], '^%d+')) or 0,
    known = { balance = balance, held = held, sequence = sequence }, fields = {},
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
local function account_write(a)
  local known = a.known
  if a.balance ~= known.balance then account_set(a, 'balance', int_text(a.balance)) end
  if a.held ~= known.held then account_set(a, 'held', int_text(a.held)) end
  if a.sequence ~= known.sequence then account_set(a, 'sequence', int_text(a.sequence)) end
  if #a.fields > 0 then redis.call('HSET', a.keys.account, unpack(a.fields)) end
end
local function account_profile_reply(a, reply)
  local profile = redis.call(
    'HMGET', a.keys.account, 'root', 'parent', 'revision', 'state', 'plan', 'currency', 'time_zone', 'cycle_anchor_day',
    'seats', 'credit_limit', 'numbers', 'max_open_holds', 'created_at_ms', 'funded_by', 'on_plan_exhausted',
    'allowances', 'subjects', 'cycle_anchor_month'
  )
  for _, value in ipairs(profile) do
    reply[#reply + 1] = value or ''
  end
  return reply
end
local HOLD_WORDS = '^2 (%a+) (%d+) (%d+) (%d+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) ([^\n]+)\n([^\n]*)\n([^\n]*)\n()'
  .. '(%S+) ([^\n]*)\n(%S+ %S+ %S+ %S+) ([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)()\n?(.*)$'
local function hold_owners_text(payer_index, ids, account_id)
  if ids == account_id then return payer_index end
  return payer_index .. ' ' .. ids
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
local function journal_flags(entry)
  local origin, parts = entry.origin or '', entry.parts or ''
  if origin == '' and parts == '' then return journal_word(entry.flags) end
  return (entry.flags or '') .. ';' .. origin .. ';' .. parts
end
local function journal_write(key, now, a, entry)
  a.sequence = a.sequence + 1
  journal_add(
    key, entry.kind, entry.account, int_text(a.sequence), int_text(now), int_text(entry.amount or 0),
    int_text(entry.balance or a.balance), int_text(entry.held or a.held), journal_word(entry.reference),
    journal_word(entry.service), journal_word(entry.subject), int_text(entry.units or 0), journal_flags(entry),
    entry.note or ''
  )
end
local function journal_write_all(key, now, a, account_id, entries)
  for _, entry in ipairs(entries) do
    entry.account = account_id
    journal_write(key, now, a, entry)
  end
end
local function admission_read(argv, at, owner_keys)
  local owners, allowances, grants, limits = {}, {}, {}, {}
  for i = 1, tonumber(argv[at]) do
    owners[i] = { account_id = argv[at + 1], revision = argv[at + 2], keys = owner_keys[i], index = i - 1 }
    at = at + 2
  end
  local payer_index, stop = tonumber(argv[at + 1]), argv[at + 2]
  at = at + 3
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
      max = tonumber(argv[at + 4]), shadow = argv[at + 5] == '1', span = tonumber(argv[at + 6]), index = i,
    }
    at = at + 6
  end
  return {
    owners = owners, payer_index = payer_index, payer = owners[payer_index + 1], stop = stop, allowances = allowances,
    grants = grants, limits = limits,
  }
end
local function admission_ids(admission)
  local ids = admission.owners[1].account_id
  for i = 2, #admission.owners do ids = ids .. ' ' .. admission.owners[i].account_id end
  return ids
end
local function admission_origin(admission)
  if admission.payer_index == 0 then return nil end
  return admission.owners[1].account_id
end
local function admission_accounts(admission)
  for _, owner in ipairs(admission.owners) do
    owner.account = account_read(owner.keys)
    if not owner.account.state then
      admission.incomplete = true
      return
    end
  end
end
local function admission_stale(admission, now, valid_from, valid_until)
  local outlived = (valid_until > 0 and now > valid_until) or now < valid_from
  for _, owner in ipairs(admission.owners) do
    if outlived or owner.account.revision ~= owner.revision then return owner end
  end
end
local function admission_state(account)
  if account.state == 'active' then return nil end
  if not account.state then return 'ACCOUNT_UNKNOWN' end
  if account.state == 'suspended' then return 'ACCOUNT_SUSPENDED' end
  if account.state == 'closed' then return 'ACCOUNT_CLOSED' end
  return nil
end
local function admission_before_funds(admission, now, verdict, posted)
  for _, owner in ipairs(admission.owners) do
    local reason = admission_state(owner.account)
    if reason then return reason end
  end
  if verdict ~= '' then return verdict end
  if #admission.limits > 0 then
    local reason, limit = limits_before_funds(admission, now)
    if reason then return reason, limit end
  end
  if posted and posted <= 0 then return 'ZERO_BALANCE' end
  return nil
end
local function admission_covers(money, amount)
  return amount == 0 or money >= amount
end
local function purse_is_general(payer, admission, hold)
  if IS_ALWAYS_GENERAL or payer.lot_count > 0 then return true end
  if hold and (hold.funding or hold.parts ~= '' or hold.interim) then return true end
  return admission ~= nil and (#admission.grants > 0 or #admission.allowances > 0 or admission.stop ~= '')
end
local function purse_price(purse, terms, units)
  if purse then return funding_price(purse, terms, units) end
  return price_of(terms, units)
end
local function purse_affordable(purse, terms, money, max_units)
  if purse then return funding_affordable(purse, terms, money, max_units) end
  return price_affordable(terms, money, max_units)
end
local function purse_available(purse, payer)
  return purse and purse.money or account_free(payer)
end
local function purse_posted(purse, payer, now, service)
  if purse then return funding_posted(payer, now, service) end
  return payer.balance + payer.credit_limit
end
local function charged_words(owners_text, terms, facts, tracked)
  return table.concat({ '', owners_text, terms, facts, tracked, '' }, '\n')
end
local meta, journal, once, nonce_key = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 5)
local now_ms, not_after_ms, valid_from_ms, valid_until_ms, account_id, idempotency_key, fingerprint, verdict,
  blocked_at_zero, pinned_terms, wanted_units, facts, tombstone_ms, note, nonce = unpack(ARGV, 1, 15)
local now = clock_now(now_ms)
if idempotency_key ~= '' then
  local used_for, result = once_read(once, now)
  if used_for then
    if used_for ~= fingerprint then return { 'CONFLICT', int_text(now) } end
    local answer = string.gsub(string.match(result, '^[^\n]*'), ' ', '\n')
    local replayed = once_asked_by(nonce_key, now, nonce) and '0' or '1'
    return table.concat({ 'CHARGED', int_text(now), replayed, answer, '-', '0' }, '\n')
  end
end
if tonumber(not_after_ms) > 0 and now > tonumber(not_after_ms) then return { 'LATE', int_text(now) } end
local admission = admission_read(ARGV, 16, owner_keys)
admission_accounts(admission)
if admission.incomplete and redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
local payer = admission.payer.account
local general = admission.incomplete or purse_is_general(payer, admission)
local limited = #admission.limits > 0
if general then
LOT_NEVER = 9007199254740991
function lot_read(id, stored)
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
function lots_is_over(lot, now)
  return lot.expires_at > 0 and lot.expires_at <= now
end
function lots_free(lot, now)
  if lots_is_over(lot, now) then return 0 end
  return math.max(0, lot.granted - lot.used - lot.held)
end
function lots_before(a, b)
  if (a.kind == 'plan_credits') ~= (b.kind == 'plan_credits') then return a.kind == 'plan_credits' end
  local a_ends = a.expires_at == 0 and LOT_NEVER or a.expires_at
  local b_ends = b.expires_at == 0 and LOT_NEVER or b.expires_at
  if a_ends ~= b_ends then return a_ends < b_ends end
  if a.kind ~= b.kind then return b.kind == 'lot' end
  if a.kind == 'lot' and #a.id ~= #b.id then return #a.id < #b.id end
  return a.id < b.id
end
function lots_serve(lot, service)
  return lot.services == '-' or string.find(',' .. lot.services .. ',', ',' .. service .. ',', 1, true) ~= nil
end
function lots_pays(lot, service, since, now)
  return lot.starts_at <= since and not lots_is_over(lot, now) and lots_serve(lot, service)
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
      entries[#entries + 1] = {
        kind = value > lot.value and 'credit' or 'expiry', amount = value - lot.value, reference = lot.id, flags = 't',
        balance = a.balance, held = a.held,
      }
      lot.value, lot.changed = value, true
    end
    if lots_is_over(lot, now) and lot.held == 0 then lot.changed = true end
  end
end
GRANTS_KEEP_PAST_MS = 367 * 86400000
function grants_name(id)
  return string.match(id, '^([^@]*)@') or ''
end
function grants_same_stretch(a, b)
  local common = math.min(a.expires_at, b.expires_at) - math.max(a.starts_at, b.starts_at)
  return 2 * common >= math.min(a.expires_at - a.starts_at, b.expires_at - b.starts_at)
end
function grants_share_service(a, b)
  if a.services == '-' or b.services == '-' then return true end
  for service in string.gmatch(a.services, '[^,]+') do
    if lots_serve(b, service) then return true end
  end
  return false
end
function grants_heir(credit, grants)
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
function grants_used_before(a, grant, grants)
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
function grants_note_past(a, ended, now)
  local entries = {}
  for entry in string.gmatch(redis.call('HGET', a.keys.lots, 'past') or '', '[^;]+') do
    local expires_at = string.match(entry, '^%S+ %S+ %d+ (%d+)')
    if tonumber(expires_at) > now - GRANTS_KEEP_PAST_MS then entries[#entries + 1] = entry end
  end
  for _, lot in ipairs(ended) do
    entries[#entries + 1] = table.concat({
      lot.kind, lot.id, int_text(lot.starts_at), int_text(lot.expires_at), lot.services, int_text(lot.used),
    }, ' ')
  end
  redis.call('HSET', a.keys.lots, 'past', table.concat(entries, ';'))
end
function grants_set(lot, fields)
  for name, value in pairs(fields) do
    if lot[name] ~= value then lot[name], lot.changed = value, true end
  end
end
function grants_main(grant, family)
  local main
  for _, lot in ipairs(family) do
    if grants_name(lot.id) == grants_name(grant.id) then
      local gives = lot.granted > 0
      if not main or gives and main.granted <= 0 or gives == (main.granted > 0) and lot.id < main.id then main = lot end
    end
  end
  return main
end
function grants_set_family(a, grant, family, grants)
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
      id = grant.id, kind = grant.kind, granted = 0, used = 0, held = 0, value = 0, carried = 0,
      starts_at = 0, expires_at = 0, services = grant.services,
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
    local heir = lot.kind ~= 'lot' and grants_heir(lot, grants)
    if heir then
      families[heir] = families[heir] or {}
      families[heir][#families[heir] + 1] = lot
    elseif lot.kind ~= 'lot' and not lots_is_over(lot, now) then
      grants_set(lot, { granted = 0 })
    end
  end
  for _, grant in ipairs(grants) do grants_set_family(a, grant, families[grant] or {}, grants) end
  table.sort(a.lots, lots_before)
end
LOTS_MAX = 200
LOTS_ENTRY = 29
LOTS_FIRST = 6
LOTS_ALL_KNOWN = '-'
function lots_note(a, lot, entry)
  local ends = lot.expires_at == 0 and LOT_NEVER or lot.expires_at
  lot.entry = entry or string.format('%016.0f%012.0f', ends, string.sub(lot.id, 5) + 0)
  a.entries[lot.entry] = lot
end
function lots_of_entry(entry)
  return string.sub(entry, 1, 16) + 0, 'lot-' .. string.match(entry, '0*(%d+)', 17)
end
function lots_order(a, group)
  group.order = group.order or redis.call('HGET', a.keys.lots, 'order/' .. group.services)
end
function lots_join(a, lot)
  local group = a.groups[lot.services]
  lot.group = group
  group.free = group.free - (lot.granted - lot.used - lot.held)
  group.posted = group.posted - (lot.granted - lot.used)
end
function lots_insert(a, lot)
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
      local lot = lot_read(missing[i], text)
      a.read[lot.id], a.lots[#a.lots + 1] = lot, lot
      if lot.kind == 'lot' and not lots_is_over(lot, now) then
        lots_note(a, lot, entry)
        lots_join(a, lot)
      end
    end
  end
  if #a.lots > 1 then table.sort(a.lots, lots_before) end
end
function lots_pop(a, group, now)
  lots_order(a, group)
  local ids, at = {}, 0
  while at < #group.order do
    local ends, id = lots_of_entry(string.sub(group.order, at + 2, at + LOTS_ENTRY))
    if ends > now then break end
    ids[#ids + 1], at = id, at + LOTS_ENTRY
  end
  for i, text in ipairs(redis.call('HMGET', a.keys.lots, unpack(ids))) do
    local lot = lot_read(ids[i], text)
    lots_note(a, lot)
    lots_join(a, lot)
    lot.group, lot.changed = nil, true
    a.read[lot.id], a.lots[#a.lots + 1] = lot, lot
  end
  group.order, group.count, group.moved = string.sub(group.order, at + 1), group.count - #ids, true
end
function lots_index(a, now)
  local stored = redis.call('HGETALL', a.keys.lots)
  a.is_unindexed = true
  for i = 1, #stored, 2 do
    if string.match(stored[i], '^lot%-') or string.find(stored[i], '@', 1, true) then
      local lot = lot_read(stored[i], stored[i + 1])
      a.read[lot.id], a.lots[#a.lots + 1] = lot, lot
      if lot.kind == 'lot' and not lots_is_over(lot, now) then lots_insert(a, lot) end
    end
  end
end
function lots_open(a, now, grants)
  a.groups, a.read, a.entries = {}, {}, {}
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
      if plan ~= '-' then
        local ids = {}
        for id in string.gmatch(plan, '[^,]+') do ids[#ids + 1] = id end
        lots_read(a, ids, now)
      end
    end
    if #a.lots > 1 then table.sort(a.lots, lots_before) end
  end
  if grants then grants_apply(a, grants, now) end
  if #a.lots > 0 then lots_roll(a, now, a.before) end
end
function lots_next(a, group)
  while group.free > 0 do
    local entry = string.match(group.first, '^%d+', group.at)
    local is_found = not entry
    if entry then
      group.at = group.at + #entry + 1
    else
      lots_order(a, group)
      local at = string.find(group.order, ' ' .. group.known, 1, true)
      at = at and at + LOTS_ENTRY or 1
      entry = string.sub(group.order, at + 1, at + LOTS_ENTRY - 1)
      group.known = entry
    end
    if not a.entries[entry] then
      local ends, id = lots_of_entry(entry)
      return { kind = 'lot', expires_at = ends, id = id, group = group, entry = entry, is_found = is_found }
    end
  end
end
function lots_source(purse, at)
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
function lots_group_text(a, group, now, fields)
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
    local at = string.find(group.order, ' ' .. known, 1, true)
    at = at and at + LOTS_ENTRY or 1
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
    group.ends = lots_of_entry(string.sub(group.order, 2, LOTS_ENTRY))
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
    change = change + lot.value - (lot.known or 0)
    if not lot.gone then
      local is_over = lots_is_over(lot, now) and lot.held == 0
      is_changed = is_changed or lot.changed
      if not lot.known then count = count + 1 end
      if is_over then
        count, forgotten[#forgotten + 1] = count - 1, lot.id
        if lot.kind ~= 'lot' and lot.used > 0 then ended[#ended + 1] = lot end
      elseif lot.changed then
        fields[#fields + 1] = lot.id
        fields[#fields + 1] = lot_text(lot)
      end
      if lot.kind ~= 'lot' and not is_over then plan[#plan + 1] = lot.id end
    end
  end
  if not is_changed then return end
  local words = { int_text(count), #plan > 0 and table.concat(plan, ',') or '-' }
  for _, group in ipairs(a.groups) do
    words[#words + 1] = lots_group_text(a, group, now, fields)
    if group.count == 0 then forgotten[#forgotten + 1] = 'order/' .. group.services end
  end
  if #ended > 0 then grants_note_past(a, ended, now) end
  if #fields > 0 then redis.call('HSET', a.keys.lots, unpack(fields)) end
  if #forgotten > 0 then redis.call('HDEL', a.keys.lots, unpack(forgotten)) end
  if change ~= 0 then redis.call('HINCRBY', meta, 'lots', int_text(change)) end
  account_set(a, 'lots', count > 0 and table.concat(words, ' ') or '0')
end
function funding_stops(counters_key, period)
  return redis.call('HGET', counters_key, 'lifted') ~= period
end
function funding_note_stopped(counters_key, period)
  local noted = redis.call('HGET', counters_key, 'stopped')
  if not noted or noted < period then redis.call('HSET', counters_key, 'stopped', period) end
end
NO_PARTS = { units = {}, lots = {}, kinds = {}, balance = 0, plan = 0, money = 0 }
function funding_forgotten_lots(a, own, ended, now)
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
        id = id, kind = own.kinds[id] == 'p' and 'plan_credits' or 'lot', granted = 0, used = 0, held = 0, value = 0,
        carried = 0, starts_at = 0, expires_at = 1, services = '-',
      })
    end
  end
end
function funding_allowances(purse, counters_key, allowances, only_own)
  for i, allowance in ipairs(allowances) do
    local stored = redis.call('HGET', counters_key, 'units/' .. allowance.counter)
    local used, held = string.match(stored or '', '^(%d+) (%d+)$')
    local own = purse.own.units[allowance.counter] or 0
    used, held = int_of(used, only_own ~= nil and own or 0), int_of(held)
    if only_own ~= nil then used = math.max(used, own) end
    local free = only_own and 0 or math.max(0, allowance.total - used - held)
    purse.allowances[i] = {
      counter = allowance.counter, used = used, held = held, own = own, capacity = own + free, is_new = not stored,
    }
  end
end
function funding_purse(a, now, by, only_own)
  local own = by.own or NO_PARTS
  local purse = { account = a, now = now, by = by, own = own, allowances = {}, lots = {}, groups = {}, money = 0 }
  if #by.allowances > 0 then funding_allowances(purse, a.keys.counters, by.allowances, only_own) end
  if next(own.lots) and not own.gone then funding_forgotten_lots(a, own, only_own ~= nil, now) end
  local plan_left = by.plan_left or LOT_NEVER
  for _, lot in ipairs(a.lots) do
    local mine, free = own.lots[lot.id], 0
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
  purse.balance = own.balance + math.max(0, free)
  purse.money = purse.money + own.balance + free
  return purse
end
function funding_included(purse, terms, units)
  local included = purse.by.charged_units or 0
  if #purse.allowances == 0 then return included end
  local billed = price_billed(terms, units)
  for _, allowance in ipairs(purse.allowances) do
    included = included + price_included(terms, billed, included, allowance.capacity)
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
  local taken = { money = 0, plan = 0 }
  local included = purse.by.charged_units or 0
  if #purse.allowances > 0 then
    local billed = price_billed(terms, units)
    for _, allowance in ipairs(purse.allowances) do
      local part = price_included(terms, billed, included, allowance.capacity)
      if part > 0 then
        allowance[as], allowance.changed = allowance[as] + part, true
        words[#words + 1] = 'a/' .. allowance.counter .. '=' .. int_text(part)
        included = included + part
      end
    end
  end
  taken.cost = math.max(0, price_of(terms, units, included) - (purse.by.charged or 0))
  local covered = math.min(taken.cost, math.max(purse.own.money, purse.money))
  local left = covered
  local at = 1
  while left > 0 do
    local source, is_read = lots_source(purse, at)
    if not source then break end
    if is_read then at = at + 1 end
    local part = math.min(left, source.capacity)
    if part > 0 then
      local lot = source.lot
      lot[as], lot.changed = lot[as] + part, true
      if as == 'used' then lot.value = lot.value - part end
      if lot.kind == 'plan_credits' then taken.plan = taken.plan + part end
      words[#words + 1] = (lot.kind == 'plan_credits' and 'p/' or 'l/') .. lot.id .. '=' .. int_text(part)
      left = left - part
    end
  end
  local from_balance = math.min(left, purse.balance)
  if as == 'held' then a.held = a.held + from_balance else a.balance = a.balance - from_balance end
  taken.balance = from_balance
  taken.money = covered - left + from_balance
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
    if allowance.changed then
      if allowance.is_new then counters_prune(purse.account.keys.counters, purse.now) end
      local counted = int_text(allowance.used) .. ' ' .. int_text(allowance.held)
      redis.call('HSET', purse.account.keys.counters, 'units/' .. allowance.counter, counted)
    end
  end
end
function funding_free(a, now, service, since, stop)
  local free = stop and 0 or account_free(a)
  for _, group in ipairs(stop and {} or a.groups) do
    if service == nil or lots_serve(group, service) then free = free + group.free end
  end
  for _, lot in ipairs(a.lots) do
    local pays = service == nil and not lots_is_over(lot, now) or service ~= nil and lots_pays(lot, service, since, now)
    if pays and (lot.kind == 'plan_credits' or not stop) then free = free + lots_free(lot, now) end
  end
  return free
end
function funding_posted(a, now, service)
  local posted = a.balance + a.credit_limit
  for _, group in ipairs(a.groups) do
    if service == nil or lots_serve(group, service) then posted = posted + group.posted end
  end
  for _, lot in ipairs(a.lots) do
    if not lots_is_over(lot, now) and (service == nil or lots_serve(lot, service)) then
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
end
if general or limited then
COUNTERS_KEEP_DAYS_MS = 3 * 86400000
COUNTERS_KEEP_MONTHS = 26
COUNTERS_MONTH_MS = 2629800000
COUNTERS_KEEP_CYCLES_MS = COUNTERS_KEEP_MONTHS * COUNTERS_MONTH_MS
function counters_is_old(field, value, fields, now)
  local counter, start = string.match(field, '^spend/(.+)/(%d+)/%a+$')
  if start then
    local keep = string.match(counter, '^day') and COUNTERS_KEEP_DAYS_MS or COUNTERS_KEEP_CYCLES_MS
    return tonumber(start) < now - keep and int_of(fields['spend/' .. counter .. '/' .. start .. '/held']) == 0
  end
  local window = string.match(field, '^new/') and string.match(value, '^(%d+) ')
  if window then return tonumber(window) < now - COUNTERS_KEEP_DAYS_MS end
  local year, month = string.match(field, '^units/.+/(%d%d%d%d)(%d%d)%d%d$')
  if not year or string.match(value, ' (%d+)$') ~= '0' then return false end
  return (tonumber(year) - 1970) * 12 + tonumber(month) < math.floor(now / COUNTERS_MONTH_MS) - COUNTERS_KEEP_MONTHS
end
function counters_prune(key, now)
  local today = int_text(math.floor(now / 86400000))
  if redis.call('HGET', key, 'pruned') == today then return end
  redis.call('HSET', key, 'pruned', today)
  local all = redis.call('HGETALL', key)
  local fields = {}
  for i = 1, #all, 2 do fields[all[i]] = all[i + 1] end
  for field, value in pairs(fields) do
    if counters_is_old(field, value, fields, now) then redis.call('HDEL', key, field) end
  end
end
end
if limited then
function limits_window(limit, now)
  local start = int_text(now - math.fmod(now, limit.span * 1000))
  limit.field = 'new/' .. int_text(limit.span) .. (limit.counter == '' and '' or '/' .. limit.counter)
  local stored = redis.call('HGET', limit.owner.keys.counters, limit.field)
  local at, count = string.match(stored or '', '^(%d+) (%d+)$')
  if at ~= start then count = '0' end
  return start, tonumber(count)
end
function limits_open_holds(limit)
  if limit.counter == '' then return limit.owner.account.open end
  return int_of(redis.call('HGET', limit.owner.keys.counters, 'open/' .. limit.counter))
end
function limits_left(key, counter, start, max)
  local field = 'spend/' .. counter .. '/' .. start
  local f = redis.call('HMGET', key, field .. '/held', field .. '/used')
  return max - int_of(f[1]) - int_of(f[2])
end
function limits_spendable(admission)
  local least, which = INT_MAX, 0
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'spend' then
      limit.left = limits_left(limit.owner.keys.counters, limit.counter, int_text(limit.span), limit.max)
      if not limit.shadow and limit.left < least then least, which = limit.left, limit.index end
    end
  end
  return least, which
end
function limits_plan_left(admission)
  local least
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'plan_spend' then
      local left = limits_left(limit.owner.keys.counters, limit.counter, int_text(limit.span), limit.max)
      least = math.min(least or left, left)
    end
  end
  return least
end
function limits_shadow(admission, reason, limit)
  if admission.shadowed then return end
  admission.shadowed, admission.shadowed_limit = reason, limit.index
end
function limits_note_shadow(admission, amount)
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'spend' and limit.shadow and amount > limit.left then
      limits_shadow(admission, 'SPEND_LIMIT', limit)
    end
  end
end
function limits_add(key, counter, start, as, amount, now)
  local field = 'spend/' .. counter .. '/' .. start .. '/' .. as
  if redis.call('HEXISTS', key, field) == 0 then counters_prune(key, now) end
  redis.call('HINCRBY', key, field, int_text(amount))
end
function limits_count(admission, now, taken, as)
  local words = {}
  for _, limit in ipairs(admission.limits) do
    local key, kind = limit.owner.keys.counters, nil
    if limit.kind == 'velocity' then
      local start, count = limits_window(limit, now)
      if count == 0 then counters_prune(key, now) end
      redis.call('HSET', key, limit.field, start .. ' ' .. int_text(count + 1))
    elseif limit.kind == 'spend' then
      kind = 's'
      limits_add(key, limit.counter, int_text(limit.span), as, taken.money, now)
    elseif limit.kind == 'plan_spend' then
      kind = 'p'
      limits_add(key, limit.counter, int_text(limit.span), as, taken.plan, now)
    elseif limit.kind == 'open_holds' and limit.counter ~= '' and as == 'held' then
      kind = 'o'
      redis.call('HINCRBY', key, 'open/' .. limit.counter, '1')
    end
    if kind then
      words[#words + 1] = table.concat({
        kind, int_text(limit.owner.index), limit.counter, int_text(limit.span), int_text(limit.max),
        limit.shadow and '1' or '0',
      }, ':')
    end
  end
  return table.concat(words, ' ')
end
function limits_before_funds(admission, now)
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'open_holds' and limits_open_holds(limit) >= limit.max then
      if not limit.shadow then return 'CONCURRENCY_LIMIT', limit.index end
      limits_shadow(admission, 'CONCURRENCY_LIMIT', limit)
    end
  end
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'velocity' then
      local _, count = limits_window(limit, now)
      if count >= limit.max then
        if not limit.shadow then return 'VELOCITY_LIMIT', limit.index end
        limits_shadow(admission, 'VELOCITY_LIMIT', limit)
      end
    end
  end
end
function limits_cost_cap(admission, purse, terms, units, min_units)
  local which = 0
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'call_cost' then
      local covered = purse_affordable(purse, terms, limit.max, units)
      if not limit.shadow then
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
if not admission.incomplete then
  local stale = admission_stale(admission, now, tonumber(valid_from_ms), tonumber(valid_until_ms))
  if stale then return account_profile_reply(stale.account, { 'STALE', int_text(now), stale.account_id }) end
end
local terms, units = price_terms(pinned_terms), tonumber(wanted_units)
local service, subject = string.match(facts, '^([^\t]*)\t([^\t]*)')
local purse
if general and not admission.incomplete then
  lots_open(payer, now, admission.grants)
  purse = funding_purse(payer, now, {
    service = service, since = now, period = admission.stop, allowances = admission.allowances,
    stop = admission.stop ~= '' and funding_stops(payer.keys.counters, admission.stop),
    plan_left = limited and limits_plan_left(admission) or nil,
  })
end
local cost = purse_price(purse, terms, units)
local function refusal()
  local posted = blocked_at_zero == '1' and not admission.incomplete and purse_posted(purse, payer, now, service)
  local reason, limit = admission_before_funds(admission, now, verdict, posted)
  if reason then return reason, limit end
  if purse and purse.by.stop and not admission_covers(purse.money, cost) then
    funding_note_stopped(payer.keys.counters, admission.stop)
    return 'PLAN_EXHAUSTED'
  end
  if limited then
    local covered, cost_cap = limits_cost_cap(admission, purse, terms, units, units)
    if covered < units then return 'SPEND_LIMIT', cost_cap end
    local spendable, spend_cap = limits_spendable(admission)
    if not admission_covers(spendable, cost) then return 'SPEND_LIMIT', spend_cap end
  end
  if not admission_covers(purse_available(purse, payer), cost) then return 'INSUFFICIENT_CREDIT' end
end
local reason, limit = refusal()
if reason then
function denial_reply(admission, purse, now, reason, needed, limit, service)
  local limited = admission.limits[limit or 0]
  local reply = {
    'DENY', int_text(now), reason, int_text(needed), int_text(limit or 0), int_text(limited and limited.left or 0),
  }
  local payer = admission.payer.account
  if not payer or not payer.state then
    reply[7], reply[8], reply[9] = '0', '0', '0'
  elseif admission.incomplete then
    lots_open(payer, now, admission.grants)
    funding_reply(payer, funding_free(payer, now), funding_posted(payer, now), reply)
  else
    reply[7], reply[8] = int_text(payer.balance), int_text(purse_available(purse, payer))
    reply[9] = int_text(purse_posted(purse, payer, now, service))
  end
  return table.concat(reply, '\n')
end
  return denial_reply(admission, purse, now, reason, cost, limit, service)
end
local payer_id = admission.payer.account_id
local available = purse_available(purse, payer) - cost
local taken = { money = cost, plan = 0, balance = cost, text = '' }
if purse then
  taken = funding_take(purse, terms, units, 'used')
  lots_roll(payer, now, payer.after)
else
  payer.balance = payer.balance - cost
end
if limited then limits_note_shadow(admission, cost) end
local billed = price_billed(terms, units)
local result = {
  int_text(billed), int_text(cost), int_text(payer.balance), int_text(available),
  int_text(purse_posted(purse, payer, now, service)), journal_word(taken.text),
}
local reply = table.concat({
  'CHARGED', int_text(now), '0', table.concat(result, '\n'), admission.shadowed or '-',
  int_text(admission.shadowed_limit or 0),
}, '\n')
if purse then funding_write(purse) end
local tracked = limited and limits_count(admission, now, taken, 'used') or ''
if idempotency_key ~= '' then
  local owners_text = hold_owners_text(int_text(admission.payer_index), admission_ids(admission), account_id)
  local charged = charged_words(owners_text, pinned_terms, facts, tracked)
  once_write(once, now, tonumber(tombstone_ms), fingerprint, table.concat(result, ' ') .. charged)
  once_note_nonce(nonce_key, now, nonce)
end
if purse then journal_write_all(journal, now, payer, payer_id, payer.before) end
journal_write(journal, now, payer, {
  kind = 'charge', account = payer_id, amount = -cost, reference = idempotency_key, service = service,
  subject = subject, units = billed, flags = 'k', origin = admission_origin(admission), parts = taken.text, note = note,
})
if purse then
  journal_write_all(journal, now, payer, payer_id, payer.after)
  lots_write(payer, now, meta)
end
for _, owner in ipairs(admission.owners) do account_write(owner.account) end
if taken.balance > 0 then redis.call('HINCRBY', meta, 'balance', int_text(-taken.balance)) end
return reply