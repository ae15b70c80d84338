-- The caps that look at more than one hold, and what requests and holds count for them: twin of rules/limits.ts. A cap
-- looks at one counter of one owner:
--   ''                          all traffic of the account: its open holds, and `spent`
--   *                           that and the traffic of the accounts below it, `below`
--   subject/<subject>           all traffic of one subject
--   limit/<rule>[/<subject>], company/<rule>     what a rule of the catalog is about
-- All but the last are counted for every request. A hold remembers the others that it is counted in, and the caps that
-- it must keep when it is extended, behind a dot, so that its end reaches them without knowing the limits:
--   o<owner>:<counter>          open in it            m<owner>:<counter>               with its money in it
--   c<owner>:<counter>:<kind><max>  an enforced cap   p<owner>:<counter>:<kind><max>   the same on plan credits

-- Whether it is a rule's: such counters begin with `l` or `c`.
local function limits_is_of_rule(counter)
  local first = string.byte(counter)
  return first == 108 or first == 99
end

-- Reads the counters of all owners of a request that something looks at, in one command for each.
local function limits_load(admission, subject)
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

-- The sums of a counter, as text.
local function limits_sums(a, counter)
  if counter == '' then return spent_text(a, a.spent) end
  if counter == '*' then return spent_text(a, a.spent) .. ' ' .. spent_text(a, a.below) end
  return a.counters[counter]
end

local function limits_kind(limit)
  return limit.kind == 'plan_spend' and string.upper(limit.span) or limit.span
end

-- The running period of a cap; nil where nothing is counted.
local function limits_period(limit)
  local from, till = string.match(limit.owner.periods, limit.span .. '(%d+)%-(%d+)')
  return tonumber(from), tonumber(till)
end

-- What the running period leaves under a cap; may be negative after the cap was lowered.
local function limits_left(limit)
  local from, till = limits_period(limit)
  if not from then return limit.max end
  local sums = limits_sums(limit.owner.account, limit.counter)
  return limit.max - periods_spent(sums, limits_kind(limit), from, till)
end

-- Since when a cap counts, where that is not the whole of the running period; else 0.
local function limits_since(limit)
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

-- Whether so many have come in the window that is running that one more is too many.
local function limits_is_too_hasty(limit, now)
  local arrivals = counters_arrivals(limit.owner.account.counters[limit.counter])
  return counters_arrived(arrivals, tonumber(limit.span) * 1000, now) >= limit.max
end

-- The least that the enforced caps on spending leave, and which of them does.
local function limits_spendable(admission)
  local least, which = INT_MAX, 0
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'spend' and limit.mode ~= 'count' then
      limit.left = limits_left(limit)
      if limit.mode == 'enforce' and limit.left < least then least, which = limit.left, limit.index end
    end
  end
  return least, which
end

-- What the caps on plan credits leave, or nil where there is none.
local function limits_plan_left(admission)
  local least
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'plan_spend' and limit.mode == 'enforce' then
      local left = limits_left(limit)
      least = math.min(least or left, left)
    end
  end
  return least
end

-- Notes what a limit in shadow would have denied for, and its place in the admission; the first that does counts.
local function limits_shadow(admission, reason, limit)
  if admission.shadowed then return end
  admission.shadowed, admission.shadowed_limit = reason, limit.index
end

-- Notes the caps in shadow that this amount would break.
local function limits_note_shadow(admission, amount)
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'spend' and limit.mode == 'shadow' and amount > limit.left then
      limits_shadow(admission, 'SPEND_LIMIT', limit)
    end
  end
end

-- Counts one request for one limit. Cycles of every length, so that another plan finds its own.
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

-- Counts an admission: one more new hold, and its money. Returns what the hold must remember.
-- as: held or, for a charge, used
local function limits_count(admission, now, subject, taken, as)
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

-- What a hold remembers, read once: kind, owner (its account) and counter, and of caps sum and max.
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

-- Reads the counters of the accounts of a hold in which it counts, in one command for each.
-- allowances: those that it draws on
local function limits_load_hold(h, allowances)
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

-- The least that the enforced caps of one kind leave for more of a hold; nil where it has none.
local function limits_least(h, cap)
  local least
  for _, word in ipairs(limits_of(h)) do
    if word.kind == cap then
      local sums = limits_sums(word.owner, word.counter)
      local _, span = sums_period(sums, word.sum, h.authorized_at_ms)
      local left = tonumber(word.max)
      if span then
        local from, till = string.match(span, '^(%d+)%-(%d+)$')
        left = left - periods_spent(sums, word.sum, tonumber(from), tonumber(till))
      end
      least = math.min(least or left, left)
    end
  end
  return least
end

-- The least that the enforced caps of a hold's periods leave for more.
local function limits_left_for(h)
  return limits_least(h, 'c') or INT_MAX
end

-- The same of the caps on plan credits; nil where there is none.
local function limits_plan_left_for(h)
  return limits_least(h, 'p')
end

-- Moves a hold's money in the counters that it is counted in, and opens (1) or closes (-1) it there. What is open
-- nowhere leaves nothing behind, or every subject that ever called would stay.
-- money, plan: the changes of what is held and charged, in all and of plan credits
local function limits_move(h, money, plan, open)
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

-- The numbers of open and of new holds. Returns the reason of a denial, and which limit it was.
local function limits_before_funds(admission, now)
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

-- The units that every cap on the cost of one hold leaves, and which cap left too few. One in shadow is only noted.
local function limits_cost_cap(admission, purse, terms, units, min_units)
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
