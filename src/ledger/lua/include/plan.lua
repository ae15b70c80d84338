-- What an admission brings along, from the tail of ARGV: who is concerned, what pays, and what limits it.
--   owners: count, (account_id, revision)...   the account of the request first, then its parents
--   payer: index of the owner that pays, from 0
--   stop: name of the period whose plan credits alone may pay ('' no such rule)
--   allowances: count, (counter, total)...
--   grants: count, (kind, id, granted, starts_at_ms, expires_at_ms, services)...
--   limits: count, (kind, owner, counter, max, shadow, span)...
local function plan_read(argv, at, keys_at)
  local plan = { owners = {}, allowances = {}, grants = {}, limits = {} }
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
    plan.owners[i] = { account_id = word(), revision = word(), keys = account_keys(keys_at + 4 * (i - 1)) }
  end
  plan.payer_index = number()
  plan.payer = plan.owners[plan.payer_index + 1]
  plan.stop = word()
  for i = 1, number() do plan.allowances[i] = { counter = word(), total = number() } end
  for i = 1, number() do
    plan.grants[i] = { kind = word(), id = word(), granted = number(), starts_at = number(), expires_at = number(), services = word() }
  end
  for i = 1, number() do
    plan.limits[i] = {
      kind = word(), owner = plan.owners[number() + 1], counter = word(), max = number(), shadow = word() == '1', span = number(), index = i,
    }
  end
  return plan
end

-- The accounts concerned, as a hold remembers them: the payer's place and all ids.
local function plan_owners_text(plan)
  local words = { int_text(plan.payer_index) }
  for _, owner in ipairs(plan.owners) do words[#words + 1] = owner.account_id end
  return table.concat(words, ' ')
end

-- The same traffic's account where another one pays, for the journal.
local function plan_origin(plan)
  if plan.payer_index == 0 then return nil end
  return plan.owners[1].account_id
end
