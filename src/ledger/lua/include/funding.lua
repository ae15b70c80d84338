-- Reserving and drawing money, source by source in funding order. The balance (with the credit limit behind it) is the last source; the lists are
-- walked, so that other sources come before it without another shape.

-- Owners, sources and limits from the tail of ARGV: n pairs (account_id, revision), then n pairs (kind, owner), then n times (kind, owner, max, shadow, span).
local function funding_plan(argv, at)
  local plan = { owners = {}, sources = {}, limits = {} }
  local count = tonumber(argv[at])
  for i = 1, count do plan.owners[i] = { account_id = argv[at + 2 * i - 1], revision = argv[at + 2 * i] } end
  at = at + 2 * count + 1
  count = tonumber(argv[at])
  for i = 1, count do
    plan.sources[i] = { kind = argv[at + 2 * i - 1], owner = tonumber(argv[at + 2 * i]) + 1 }
  end
  at = at + 2 * count + 1
  count = tonumber(argv[at])
  for i = 1, count do
    local base = at + 5 * i
    plan.limits[i] = {
      kind = argv[base - 4], owner = tonumber(argv[base - 3]) + 1, max = tonumber(argv[base - 2]), shadow = argv[base - 1] == '1',
      span = tonumber(argv[base]),
    }
  end
  return plan
end

-- What the request may still reserve, over its sources.
local function funding_available(plan)
  local sum = 0
  for _, source in ipairs(plan.sources) do sum = sum + account_available(plan.owners[source.owner].account) end
  return sum
end

-- Credit of the sources before holds are taken off.
local function funding_posted(plan)
  local sum = 0
  for _, source in ipairs(plan.sources) do sum = sum + account_posted(plan.owners[source.owner].account) end
  return sum
end

-- What an ended hold takes: first what the hold itself had reserved, then what is free, and the rest is written off. Nothing here ever takes
-- what other holds have reserved. Changes the account and returns what was charged.
local function funding_draw(a, cost, reserved)
  local free = account_available(a)
  local own = math.min(cost, reserved)
  local extra = math.min(cost - own, math.max(0, free))
  a.held = a.held - reserved
  a.balance = a.balance - own - extra
  return own + extra
end
