-- needs: affordable draw funds
-- Where the money comes from: allowances and packs (units), then plan credits, then lots that end, earliest first, then
-- the balance with the credit limit behind it. A hold remembers what it took from each, as parts, separated by commas,
-- in that order:
--   a/counter=units  u/pack_id=units  p/lot_id=milli_cents (plan credits)  l/lot_id=milli_cents (other lots)
--   b=milli_cents (balance)
-- No parts are stored where the balance alone pays. Nothing here ever takes what other holds have reserved.

local function funding_parts(text, money)
  local parts = { units = {}, lots = {}, kinds = {}, balance = 0, plan = 0, packs = 0, money = money }
  if not text or text == '' then
    parts.balance = money
    return parts
  end
  for kind, name, amount in string.gmatch(text, '(%a)/?([^=,]*)=(%d+)') do
    if kind == 'a' then
      parts.units[name] = int_of(amount)
    elseif kind == 'b' then
      parts.balance = int_of(amount)
    else
      parts.lots[name], parts.kinds[name] = int_of(amount), kind
      if kind == 'p' then parts.plan = parts.plan + int_of(amount) end
      if kind == 'u' then parts.packs = parts.packs + int_of(amount) end
    end
  end
  return parts
end

-- Whether only plan credits may pay: credit that was added since they ran out in this period lifts the rule.
local function funding_stops(a, period)
  local lifted = a.counters.lifted or redis.call('HGET', a.keys.counters, 'lifted')
  return lifted ~= period
end

-- A denial for want of plan credits is remembered for its period, because credit that is added afterwards lifts the
-- stop.
local function funding_note_stopped(counters_key, period)
  local noted = redis.call('HGET', counters_key, 'stopped')
  if not noted or noted < period then redis.call('HSET', counters_key, 'stopped', period) end
end

-- Of a request, which has nothing yet.
local NO_PARTS = { units = {}, lots = {}, kinds = {}, balance = 0, plan = 0, packs = 0, money = 0 }
local FUNDING_GONE = { p = 'plan_credits', l = 'lot', u = 'pack' }

-- A part of a charge may have come from a lot that is forgotten by now, or was forgotten and given again: what comes
-- back to it lapses.
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
    -- The counter of a period that is long over may be gone: then it is as if only this had been counted.
    local counted = own + (charged_of and charged_of[allowance.counter] or 0)
    use.used = math.max(use.used, only_own == nil and counted - use.held or counted)
    local free = only_own and 0 or math.max(0, allowance.total - use.used - use.held - use.carried)
    use.own, use.capacity = own, own + free
    purse.allowances[i] = use
  end
end

-- The purse of one request or hold: its sources, with what each may give, which is what is its own already and what is
-- free.
-- by: service  since (when it was authorized)  stop (plan credits alone may pay) and period (in which that is so)
--   allowances  packs (groups that may pay; nil none)  own (its parts; nil none)
--   plan_left (a cap on further plan credits; nil none)
--   charged, charged_units, charged_of, charged_packs: what interim settles have taken of the price already: money,
--   units, and those units by allowance and of packs (nil none)
-- only_own: nil while the hold has not ended. An ended one is corrected downwards out of its own parts alone (true), so
--   that a refund goes back to where it came from, and upwards out of everything (false).
local function funding_purse(a, now, by, only_own)
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

-- Whether everything that is its own is really held: anything else is an impossible state.
local function funding_holds(purse)
  if purse.account.held < purse.own.balance then return false end
  for _, allowance in ipairs(purse.allowances) do
    if allowance.held < allowance.own then return false end
  end
  for _, source in ipairs(purse.lots) do
    if source.lot.held < source.own then return false end
  end
  for _, source in ipairs(purse.packs and purse.packs.lots or {}) do
    if source.lot.held < source.own then return false end
  end
  return true
end

-- How much of the use, in whole increments, allowances and packs cover, what interim settles took of them included; the
-- part of each is what it covers beside that. It is as if all were drawn now, for that is how the end will draw it.
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
    -- Traffic that costs nothing uses none up.
    local is_free = terms.rate == 0 and terms.connect_fee == 0 and terms.minimum == 0
    local had = by.charged_packs or 0
    local whole = is_free and 0 or price_included(terms, billed, covered, packs.capacity + had)
    packs.part = math.max(0, math.min(whole - had, billed - included))
    included = included + packs.part
  end
  return included
end

-- The money part of the price, less what interim settles have charged of it.
local function funding_price(purse, terms, units)
  return math.max(0, price_of(terms, units, funding_included(purse, terms, units)) - (purse.by.charged or 0))
end

-- The most units that this much money pays for, beside the allowances.
local function funding_affordable(purse, terms, money, max_units)
  local whole = money + (purse.by.charged or 0)
  return price_affordable(terms, whole, max_units, funding_included(purse, terms, max_units))
end

-- Gives everything back that is its own: a reservation (held) or an earlier charge (used).
local function funding_give_back(purse, as)
  local a = purse.account
  for _, allowance in ipairs(purse.allowances) do
    allowance[as] = allowance[as] - allowance.own
    if allowance.own > 0 then allowance.changed = true end
  end
  lots_give_back(purse.lots, as)
  if purse.packs then lots_give_back(purse.packs.lots, as) end
  if as == 'held' then a.held = a.held - purse.own.balance else a.balance = a.balance + purse.own.balance end
end

-- Takes units from allowances and packs, and money from the rest, source by source. Returns the parts taken; their
-- money may be less than the cost.
local function funding_take(purse, terms, units, as)
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
  -- Credit that ends does not make up for a balance that was taken below zero by hand.
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

-- What a hold pins of its sources, or nil where the balance and live lots pay and nothing else matters.
local function funding_pinned(purse)
  local packs = purse.by.packs or {}
  if purse.by.period == '' and #purse.by.allowances == 0 and #packs == 0 then return nil end
  local words = { purse.by.period == '' and '0' or purse.by.period }
  for _, allowance in ipairs(purse.by.allowances) do
    words[#words + 1] = allowance.counter .. '=' .. int_text(allowance.total)
  end
  for _, id in ipairs(packs) do words[#words + 1] = id end
  return table.concat(words, ' ')
end

-- Counts what the allowances have given; counters_write writes it.
local function funding_write(purse)
  for _, allowance in ipairs(purse.allowances) do
    if allowance.changed then allowances_put(purse.account, allowance, purse.by.since, purse.now) end
  end
end

-- The allowances that a hold draws on, as they were pinned; read once.
local function funding_pins(h)
  if not h.pins then
    h.pins = {}
    for counter, total in string.gmatch(h.funding or '', '([^= ]+)=(%d+)') do
      h.pins[#h.pins + 1] = { counter = counter, total = tonumber(total) }
    end
  end
  return h.pins
end

-- The groups of packs that may pay for it; nil where there are none.
local function funding_packs(h)
  if not h.funding or not string.find(h.funding, '#', 1, true) then return nil end
  local packs = {}
  for id in string.gmatch(h.funding, ' (#%d+)') do packs[#packs + 1] = id end
  return packs
end

-- What the purse of a hold is made of, as it was pinned.
local function funding_of_hold(h, payer, own)
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
