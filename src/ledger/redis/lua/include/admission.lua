-- An admission, and the checks that every one makes, in the order of the reasons: the first that holds is the answer.
-- What it brings along, from the tail of ARGV: who is concerned, what pays, and what limits it.
--   owners: count, (account_id, revision)...   the account of the request first, then its parents
--   payer: index of the owner that pays, from 0
--   stop: name of the period whose plan credits alone may pay ('' no such rule)
--   allowances: count, (counter, total)...
--   grants: count, (kind, id, granted, starts_at_ms, expires_at_ms, services)...
--   limits: count, (kind, owner, counter, max, shadow, span)...
local function admission_read(argv, at, owner_keys)
  local admission = { owners = {}, allowances = {}, grants = {}, limits = {} }
  at = at - 1
  local function word()
    at = at + 1
    return argv[at]
  end
  local function number()
    at = at + 1
    return tonumber(argv[at])
  end
  for i = 1, number() do
    admission.owners[i] = { account_id = word(), revision = word(), keys = owner_keys[i] }
  end
  admission.payer_index = number()
  admission.payer = admission.owners[admission.payer_index + 1]
  admission.stop = word()
  for i = 1, number() do admission.allowances[i] = { counter = word(), total = number() } end
  for i = 1, number() do
    admission.grants[i] = {
      kind = word(), id = word(), granted = number(), starts_at = number(), expires_at = number(), services = word(),
    }
  end
  for i = 1, number() do
    admission.limits[i] = {
      kind = word(), owner = admission.owners[number() + 1], counter = word(), max = number(), shadow = word() == '1',
      span = number(), index = i,
    }
  end
  return admission
end

-- The accounts concerned, as a hold remembers them: the payer's place and all ids.
local function admission_owners_text(admission)
  local words = { int_text(admission.payer_index) }
  for _, owner in ipairs(admission.owners) do words[#words + 1] = owner.account_id end
  return table.concat(words, ' ')
end

-- The same traffic's account where another one pays, for the journal.
local function admission_origin(admission)
  if admission.payer_index == 0 then return nil end
  return admission.owners[1].account_id
end

-- Reads the owners. Returns the reply to give when the request is late, or was computed from a profile or for a time
-- that is no longer the present one; else nil.
local function admission_open(admission, now, not_after, valid_from, valid_until)
  if not_after > 0 and now > not_after then return { 'LATE', int_text(now) } end
  for i, owner in ipairs(admission.owners) do
    owner.account, owner.index = account_read(owner.keys), i - 1
    if not owner.account.state then
      admission.incomplete = true
      return nil
    end
  end
  -- The time may also lie before the span: then the sidecar's clock runs ahead of the store's.
  local outlived = (valid_until > 0 and now > valid_until) or now < valid_from
  for _, owner in ipairs(admission.owners) do
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
local function admission_purse(admission, now, service)
  if admission.incomplete then return nil end
  local payer = admission.payer.account
  lots_open(payer, now, admission.grants)
  local stop = admission.stop ~= '' and funding_stops(payer.keys.counters, admission.stop)
  return funding_purse(payer, now, {
    service = service, since = now, period = admission.stop, stop = stop, allowances = admission.allowances,
    plan_left = limits_plan_left(admission),
  })
end

-- Everything before the money of this request: state, what the catalog decided, the numbers of open and of new holds,
-- and zero. Returns the reason, and which limit it was.
local function admission_before_funds(admission, purse, now, verdict, blocked_at_zero)
  for _, owner in ipairs(admission.owners) do
    local reason = admission_state(owner.account)
    if reason then return reason end
  end
  if verdict ~= '' then return verdict end
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
  if blocked_at_zero and funding_posted(purse.account, now, purse.by.service) <= 0 then return 'ZERO_BALANCE' end
  return nil
end

-- The units that every cap on the cost of one hold leaves, and which cap left too few. One in shadow is only noted.
local function admission_cost_cap(admission, purse, terms, units, min_units)
  local which = 0
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'call_cost' then
      local covered = funding_affordable(purse, terms, limit.max, units)
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

-- Traffic whose money part is nothing needs none, also where the balance was taken below zero.
local function admission_covers(money, amount)
  return amount == 0 or money >= amount
end

local function admission_deny(admission, purse, now, reason, needed, limit)
  local limited = admission.limits[limit or 0]
  local left = limited and limited.left or 0
  local reply = { 'DENY', int_text(now), reason, int_text(needed), int_text(limit or 0), int_text(left) }
  if not purse then
    local payer = admission.payer.account
    if not payer or not payer.state then
      return { 'DENY', int_text(now), reason, int_text(needed), '0', '0', '0', '0', '0' }
    end
    lots_open(payer, now, admission.grants)
    return funding_reply(payer, funding_free(payer, now), funding_posted(payer, now), reply)
  end
  return funding_reply(purse.account, purse.money, funding_posted(purse.account, now, purse.by.service), reply)
end
