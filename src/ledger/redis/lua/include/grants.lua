-- needs: lot
-- What the plan gives. A lot belongs to a grant of the running period by time, whatever it is called: where both cover
-- the same stretch, it is the same credit. What is left is the new total less what was used and is held in all lots
-- that belong to it. What was used of those that are forgotten stays for a year in the field `past`, entry by entry
-- with `;` between:
--   kind id starts_at_ms expires_at_ms services used

local function grants_name(id)
  return string.match(id, '^([^@]*)@') or ''
end

-- Whether both cover the same stretch of time: most of the shorter one. A month is a part of its year.
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

-- The grant that goes on with this credit: the one of its name or, where the plan has none of it, the first of its kind
-- for the same services, or for one of them.
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

-- What was used of forgotten lots that belong to the grant.
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

-- The lot that gives what the grant does: one of its name, and of several that which does so already.
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

-- The name of a new lot. Where the plan, its cycle or the time zone has changed, an earlier lot may bear that of the
-- grant and be of another time: what is used and held of it stays its own.
local function grants_free_id(a, id, now)
  local taken = a.read[id]
  if taken and (taken.held > 0 or not lots_is_over(taken, now)) then return grants_free_id(a, id .. '+', now) end
  return id
end

-- Brings the lots that belong to a grant under it. Others than that of its name give nothing, and end with it, so that
-- what is gone of them counts as long as it runs.
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

-- The lots as the plan gives them now, in no order. One that no grant goes on with keeps what is used and held. Grants
-- of another time than now change nothing.
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
