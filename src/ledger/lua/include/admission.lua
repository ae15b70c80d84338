-- The checks that every admission makes, in the order of the reasons: the first that holds is the answer.

-- Reads the owners, and says whether the request was computed from what is still true. Returns a reply to give instead, or nil.
local function admission_open(plan, now, not_after, valid_from, valid_until)
  if not_after > 0 and now > not_after then return { 'LATE', int_text(now) } end
  for i, owner in ipairs(plan.owners) do
    owner.account, owner.index = account_read(owner.keys), i - 1
    if not owner.account.state then
      plan.incomplete = true
      return nil
    end
  end
  -- A period that has not begun: the sidecar's clock runs ahead of the store's.
  local outlived = (valid_until > 0 and now > valid_until) or now < valid_from
  for _, owner in ipairs(plan.owners) do
    if owner.account.revision ~= owner.revision or outlived then
      return account_profile_reply(owner.account, { 'STALE', int_text(now), owner.account_id })
    end
  end
  return nil
end

local function admission_state(account)
  if not account.state then return 'ACCOUNT_UNKNOWN' end
  if account.state == 'suspended' then return 'ACCOUNT_SUSPENDED' end
  if account.state == 'closed' then return 'ACCOUNT_CLOSED' end
  return nil
end

-- The payer's sources for this request. Without all owners there is nothing to pay from.
local function admission_purse(plan, now, service)
  if plan.incomplete then return nil end
  local payer = plan.payer.account
  lots_open(payer, now, plan.grants)
  local stop = plan.stop ~= '' and funding_stops(payer.keys.counters, plan.stop)
  return funding_purse(payer, now, {
    service = service, since = now, period = plan.stop, stop = stop, allowances = plan.allowances, plan_left = limits_plan_left(plan),
  })
end

-- Everything before the money of this request: state, what the catalog decided, the numbers of open and of new holds, and zero. Returns the reason, and
-- which limit it was.
local function admission_before_funds(plan, purse, now, verdict, blocked_at_zero)
  for _, owner in ipairs(plan.owners) do
    local reason = admission_state(owner.account)
    if reason then return reason end
  end
  if verdict ~= '' then return verdict end
  for _, limit in ipairs(plan.limits) do
    if limit.kind == 'open_holds' and limits_open_holds(limit) >= limit.max then
      if not limit.shadow then return 'CONCURRENCY_LIMIT', limit.index end
      plan.shadowed = 'CONCURRENCY_LIMIT'
    end
  end
  for _, limit in ipairs(plan.limits) do
    if limit.kind == 'velocity' then
      local _, count = limits_window(limit, now)
      if count >= limit.max then
        if not limit.shadow then return 'VELOCITY_LIMIT', limit.index end
        plan.shadowed = plan.shadowed or 'VELOCITY_LIMIT'
      end
    end
  end
  if blocked_at_zero and funding_posted(purse.account, now, purse.by.service) <= 0 then return 'ZERO_BALANCE' end
  return nil
end

-- The units that every cap on the cost of one hold leaves, and which cap left too few. One in shadow is only noted.
local function admission_cost_cap(plan, purse, terms, units, min_units)
  local which = 0
  for _, limit in ipairs(plan.limits) do
    if limit.kind == 'call_cost' then
      local covered = funding_affordable(purse, terms, limit.max, units)
      if not limit.shadow then
        units = covered
        if units < min_units and which == 0 then which = limit.index end
      elseif covered < min_units then
        plan.shadowed = plan.shadowed or 'SPEND_LIMIT'
      end
    end
  end
  return units, which
end

-- Traffic whose money part is nothing needs none, also where the balance was taken below zero.
local function admission_covers(money, amount)
  return amount == 0 or money >= amount
end

local function admission_deny(plan, purse, now, reason, needed, limit)
  local reply = { 'DENY', int_text(now), reason, int_text(needed), int_text(limit or 0) }
  if not purse then
    local payer = plan.payer.account
    if not payer or not payer.state then return { 'DENY', int_text(now), reason, int_text(needed), '0', '0', '0', '0' } end
    lots_open(payer, now, plan.grants)
    return funding_reply(payer, funding_free(payer, now), funding_posted(payer, now), reply)
  end
  return funding_reply(purse.account, purse.money, funding_posted(purse.account, now, purse.by.service), reply)
end
