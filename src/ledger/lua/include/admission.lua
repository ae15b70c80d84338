-- The checks that every admission makes, in the order of the reasons: the first that holds is the answer.

-- Reads the owners, and says whether the request was computed from what is still true. Returns a reply to give instead, or nil.
-- keys_at is the index of the first owner's account key; each owner has three keys.
local function admission_open(plan, now, keys_at, not_after, valid_until)
  if not_after > 0 and now > not_after then return { 'LATE', int_text(now) } end
  for i, owner in ipairs(plan.owners) do
    local at = keys_at + 3 * (i - 1)
    owner.account, owner.open_key, owner.counters_key = account_read(KEYS[at]), KEYS[at + 1], KEYS[at + 2]
    if not owner.account.state then return nil end
  end
  for i, owner in ipairs(plan.owners) do
    local changed = owner.account.revision ~= owner.revision or (valid_until > 0 and now > valid_until) or limits_ahead(plan, now)
    if changed then return account_profile_reply(owner.account.key, { 'STALE', int_text(now) }) end
  end
  return nil
end

local function admission_state(account)
  if not account.state then return 'ACCOUNT_UNKNOWN' end
  if account.state == 'suspended' then return 'ACCOUNT_SUSPENDED' end
  if account.state == 'closed' then return 'ACCOUNT_CLOSED' end
  return nil
end

-- Everything before the money of this request: state, what the catalog decided, the numbers of open and of new holds, and zero.
local function admission_before_funds(plan, now, verdict, blocked_at_zero)
  for _, owner in ipairs(plan.owners) do
    local reason = admission_state(owner.account)
    if reason then return reason end
  end
  if verdict ~= '' then return verdict end
  for _, limit in ipairs(plan.limits) do
    if limit.kind == 'open_holds' and redis.call('SCARD', plan.owners[limit.owner].open_key) >= limit.max then
      if not limit.shadow then return 'CONCURRENCY_LIMIT' end
      plan.shadowed = 'CONCURRENCY_LIMIT'
    end
  end
  for _, limit in ipairs(plan.limits) do
    if limit.kind == 'velocity' then
      local _, count = limits_window(plan.owners[limit.owner].counters_key, limit, now)
      if count >= limit.max then
        if not limit.shadow then return 'VELOCITY_LIMIT' end
        plan.shadowed = plan.shadowed or 'VELOCITY_LIMIT'
      end
    end
  end
  if blocked_at_zero and funding_posted(plan) <= 0 then return 'ZERO_BALANCE' end
  return nil
end

-- The units that every cap on the cost of one hold leaves. A cap in shadow that would leave too few is only noted.
local function admission_cost_cap(plan, terms, units, min_units)
  for _, limit in ipairs(plan.limits) do
    if limit.kind == 'call_cost' then
      local covered = price_affordable(terms, limit.max, units)
      if not limit.shadow then
        units = covered
      elseif covered < min_units then
        plan.shadowed = plan.shadowed or 'SPEND_LIMIT'
      end
    end
  end
  return units
end

local function admission_deny(plan, now, reason, needed)
  local payer = plan.owners[1].account
  if not payer or not payer.state then return { 'DENY', int_text(now), reason, int_text(needed), '0', '0', '0' } end
  return account_funds_reply(payer, { 'DENY', int_text(now), reason, int_text(needed) })
end
