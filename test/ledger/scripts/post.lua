#!lua
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
local LOT_NEVER = 9007199254740991
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
local function lot_text(lot)
  local text = string.format(
    '%s %.0f %.0f %.0f %.0f %.0f %.0f %s', lot.kind, lot.granted, lot.used, lot.held, lot.value, lot.starts_at,
    lot.expires_at, lot.services
  )
  return lot.carried > 0 and text .. ' ' .. int_text(lot.carried) or text
end
local LOT_LETTERS = { plan_credits = 'p/', pack = 'u/' }
local function lot_source(lot)
  return (LOT_LETTERS[lot.kind] or 'l/') .. lot.id
end
local function lots_is_pack(lot)
  return string.byte(lot.services) == 35 -- '#'
end
local function lots_is_of_plan(lot)
  return lot.kind == 'plan_credits' or lot.kind == 'bundle'
end
local function lots_is_over(lot, now)
  return lot.expires_at > 0 and lot.expires_at <= now
end
local function lots_free(lot, now)
  if lots_is_over(lot, now) then return 0 end
  return math.max(0, lot.granted - lot.used - lot.held)
end
local function lots_before(a, b)
  if (a.kind == 'pack') ~= (b.kind == 'pack') then return b.kind == 'pack' end
  if (a.kind == 'plan_credits') ~= (b.kind == 'plan_credits') then return a.kind == 'plan_credits' end
  local a_ends = a.expires_at == 0 and LOT_NEVER or a.expires_at
  local b_ends = b.expires_at == 0 and LOT_NEVER or b.expires_at
  if a_ends ~= b_ends then return a_ends < b_ends end
  if a.kind ~= b.kind then return b.kind == 'lot' end
  if not lots_is_of_plan(a) and #a.id ~= #b.id then return #a.id < #b.id end
  return a.id < b.id
end
local function lots_serve(lot, service)
  if service == nil then return not lots_is_pack(lot) end
  return lot.services == '-' or string.find(',' .. lot.services .. ',', ',' .. service .. ',', 1, true) ~= nil
end
local function lots_take(a, id, text)
  local lot = lot_read(id, text)
  a.read[id], a.lots[#a.lots + 1] = lot, lot
  return lot
end
local function lots_add(a, lot)
  a.lots[#a.lots + 1] = lot
  if not lot.gone then a.read[lot.id] = lot end
  if #a.lots > 1 then table.sort(a.lots, lots_before) end
  return lot
end
local function lots_roll(a, now, entries)
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
local function grants_apply(a, grants, now)
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
local PAST_KEEP_MS = 367 * 86400000
local function past_note(a, ended, now)
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
local LOTS_ENTRY = 29
local LOTS_FIRST = 6
local LOTS_ALL_KNOWN = '-'
local function lots_note(a, lot, entry)
  local ends = lot.expires_at == 0 and LOT_NEVER or lot.expires_at
  local number = string.match(lot.id, '%d+$')
  lot.entry = entry or string.format('%016.0f%012.0f', ends, number + 0)
  a.entries[lot.entry] = lot
end
local function lots_of_entry(group, entry)
  return string.sub(entry, 1, 16) + 0, (lots_is_pack(group) and 'pack-' or 'lot-') .. string.match(entry, '0*(%d+)', 17)
end
local function lots_order(a, group)
  group.order = group.order or redis.call('HGET', a.keys.lots, 'order/' .. group.services)
end
local function lots_behind(a, group, entry)
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
local function lots_read(a, ids, now, entry)
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
local function lots_open(a, now, grants, parts)
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
local function lots_endless(a, services, now)
  local group = a.groups[services]
  if not group or group.count == 0 then return nil end
  lots_order(a, group)
  local ends, id = lots_of_entry(group, string.sub(group.order, -LOTS_ENTRY + 1))
  if ends ~= LOT_NEVER then return nil end
  lots_read(a, { id }, now)
  return a.read[id]
end
local function lots_buy(a, lot)
  lot.changed = true
  lots_insert(a, lots_add(a, lot))
end
local function lots_bought(a)
  local count = 0
  for _, group in ipairs(a.groups) do count = count + group.count end
  return count
end
local function lots_worth(a, now)
  local worth = 0
  for _, group in ipairs(a.groups) do
    if lots_serve(group) then worth = worth + group.posted end
  end
  for _, lot in ipairs(a.lots) do
    if lots_serve(lot) and not lots_is_over(lot, now) then worth = worth + lot.value end
  end
  return worth
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
local function lots_write(a, now, meta)
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
local function absent_reply(account, now, meta)
  if account.root and not account.state then return { 'REKEY', int_text(now), 'root', account.root } end
  if account.state then return nil end
  if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
  return { 'MISSING', int_text(now), 'account' }
end
local function funding_free(a, now, service, since, stop)
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
local function funding_posted(a, now, service)
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
local function funding_reply(a, available, posted, reply)
  reply[#reply + 1] = int_text(a.balance)
  reply[#reply + 1] = int_text(available)
  reply[#reply + 1] = int_text(posted)
  return reply
end
local NO_PARTS = { units = {}, lots = {}, kinds = {}, balance = 0, plan = 0, packs = 0, money = 0 }
local FUNDING_GONE = { p = 'plan_credits', l = 'lot', u = 'pack' }
local function admission_read(argv, at, owner_keys)
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
local function packs_group(coverages, coverage)
  for id, of_it in string.gmatch(coverages, '(#%d+)=([^;]*)') do
    if of_it == coverage then return id end
  end
end
local function packs_noted(a, coverages, id, coverage)
  local kept = {}
  for entry, known in string.gmatch(coverages, '((#%d+)=[^;]*)') do
    if a.groups[known] and a.groups[known].count > 0 then kept[#kept + 1] = entry end
  end
  kept[#kept + 1] = id .. '=' .. coverage
  return table.concat(kept, ';')
end
local meta, journal, once, nonce_key = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 5)
local now_ms, account_id, kind, amount_milli_cents, idempotency_key, fingerprint, once_ms, max_balance, expires_at_ms,
  services, note, refused, nonce, pack_units, coverage, pack_id, package_id, price_milli_cents = unpack(ARGV, 1, 18)
local admission = admission_read(ARGV, 19, owner_keys)
local LOTS_MAX = 200
local now = clock_now(now_ms)
local used_for, result = once_read(once, now)
if used_for then
  if used_for ~= fingerprint then return { 'CONFLICT', int_text(now) } end
  local balance, available, posted, pack = string.match(result, '^(%S+) (%S+) (%S+) ?(%S*)$')
  local replayed = once_asked_by(nonce_key, now, nonce) and '0' or '1'
  return { 'POSTED', int_text(now), replayed, balance, available, posted, pack }
end
local account = account_read(owner_keys[1])
local absent = absent_reply(account, now, meta)
if absent then return absent end
if account.state == 'closed' and kind == 'credit' then return { 'CLOSED', int_text(now) } end
local amount, most, expires_at = tonumber(amount_milli_cents), tonumber(max_balance), tonumber(expires_at_ms)
if expires_at > 0 and expires_at <= now then return { 'EXPIRED', int_text(now) } end
lots_open(account, now, admission.grants)
local plan_free = 0
for _, lot in ipairs(account.lots) do
  if lot.kind == 'plan_credits' then plan_free = plan_free + lots_free(lot, now) end
end
if refused == '1' then return { 'REFUSED', int_text(now) } end
local units, price = tonumber(pack_units), tonumber(price_milli_cents)
local free_balance = account_free(account)
if price > 0 and price > free_balance then return { 'POOR', int_text(now), int_text(free_balance) } end
account.balance = account.balance - price
local next_number = int_text(account.sequence + #account.before + (package_id == '' and 1 or 2))
local bought = { kind = 'lot', granted = amount }
local coverages, new_coverage
if coverage ~= '' then
  coverages = redis.call('HGET', account.keys.account, 'packs') or ''
  services = packs_group(coverages, coverage)
  if not services then services, new_coverage = '#' .. next_number, true end
  bought = { kind = 'pack', granted = units }
end
local is_lot = expires_at > 0 or services ~= '-'
local same = is_lot and expires_at == 0 and lots_endless(account, services, now)
if pack_id ~= '' then
  lots_read(account, { pack_id }, now)
  same, is_lot, bought = account.read[pack_id], true, { kind = 'pack', granted = units }
  if not same or same.kind ~= 'pack' or lots_is_over(same, now) then return { 'NO_PACK', int_text(now) } end
  local free = lots_free(same, now)
  if free + units < 0 then return { 'SMALL', int_text(now), int_text(free) } end
end
local is_new = is_lot and not same
if is_new and lots_bought(account) >= LOTS_MAX then return { 'LOTS', int_text(now), int_text(LOTS_MAX) } end
local whole = account.balance + amount
if bought.kind == 'pack' then
  whole = (same and same.granted or 0) + units
elseif is_lot then
  whole = whole + lots_worth(account, now)
end
if whole > most or whole < -most then return { 'LIMIT', int_text(now), int_text(account.balance) } end
local lot_id = same and same.id or bought.kind .. '-' .. next_number
if same then
  same.granted, same.value, same.changed = same.granted + bought.granted, same.value + bought.granted, true
elseif is_lot then
  lots_buy(account, {
    id = lot_id, kind = bought.kind, granted = bought.granted, used = 0, held = 0, value = bought.granted, carried = 0,
    starts_at = 0, expires_at = expires_at, services = services,
  })
else
  account.balance = account.balance + amount
end
if new_coverage then
  account_set(account, 'packs', packs_noted(account, coverages, services, coverage))
  account_set(account, 'revision', int_text(tonumber(account.revision) + 1))
end
local funds = funding_reply(account, funding_free(account, now), funding_posted(account, now), {})
if bought.kind == 'pack' then funds[4] = lot_id end
once_write(once, now, tonumber(once_ms), fingerprint, table.concat(funds, ' '))
once_note_nonce(nonce_key, now, nonce)
journal_write_all(journal, now, account, account_id, account.before)
if package_id ~= '' then
  journal_write(journal, now, account, {
    kind = 'purchase', account = account_id, amount = -price, reference = idempotency_key, flags = 'k',
    note = note == '' and package_id or package_id .. ' ' .. note,
  })
end
journal_write(journal, now, account, {
  kind = kind, account = account_id, amount = amount, units = units, reference = idempotency_key, flags = 'k',
  note = note,
  parts = is_lot and lot_source({ id = lot_id, kind = bought.kind }) .. '=' .. int_text(math.abs(bought.granted)),
})
lots_write(account, now, meta)
account_write(account, meta)
if kind == 'credit' and bought.kind == 'lot' and package_id == '' then
  local counters = account.keys.counters
  local stopped = redis.call('HGET', counters, 'stopped')
  if admission.stop ~= '' and (plan_free == 0 or stopped == admission.stop) then
    redis.call('HSET', counters, 'lifted', admission.stop)
  end
  if stopped then redis.call('HDEL', counters, 'stopped') end
end
return { 'POSTED', int_text(now), '0', funds[1], funds[2], funds[3], funds[4] or '' }