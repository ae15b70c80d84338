-- One lot of credit that ends: what a plan gives for a period, or what was bought with an end or for some services. It
-- is stored as words:
--   kind granted used held value starts_at_ms expires_at_ms services [carried]
-- kind is plan_credits or bundle (given by the plan), lot (bought) or pack (units that were bought, see packs.lua: then
-- all amounts are units). `expires_at_ms` 0 is never; services are separated by commas, `-` is all. `carried` is what
-- `granted` lacks of the plan's total, because it was used before; absent where that is nothing. `value` is what the
-- lot is worth according to the journal: held and free together.
-- Time and grants change what it is worth without any script running; the next script that reads the lot journals the
-- difference before its own movement, and what its own movement frees of an ended lot after it.
local LOT_NEVER = 9007199254740991

-- Adding nothing makes a number of digits, in half the time that tonumber takes.
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

-- In one go, since all of it are sums and differences of integers: one by one costs four times as much.
local function lot_text(lot)
  local text = string.format(
    '%s %.0f %.0f %.0f %.0f %.0f %.0f %s', lot.kind, lot.granted, lot.used, lot.held, lot.value, lot.starts_at,
    lot.expires_at, lot.services
  )
  return lot.carried > 0 and text .. ' ' .. int_text(lot.carried) or text
end

-- What the parts of a hold or charge call it, see funding.lua.
local LOT_LETTERS = { plan_credits = 'p/', pack = 'u/' }

local function lot_source(lot)
  return (LOT_LETTERS[lot.kind] or 'l/') .. lot.id
end

-- Whether a lot, or the lots of a group, are units.
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

-- Plan credits come first, then what ends soonest, and packs last. Of those that end together, bundles come first, by
-- name, and then what was bought earlier: ids of bought lots are counted up.
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

-- Whether it is money for this service (nil: for any).
local function lots_serve(lot, service)
  if service == nil then return not lots_is_pack(lot) end
  return lot.services == '-' or string.find(',' .. lot.services .. ',', ',' .. service .. ',', 1, true) ~= nil
end

-- Whether a request or hold of this service, authorized then, may draw on a lot.
local function lots_pays(lot, service, since, now)
  return lot.starts_at <= since and not lots_is_over(lot, now) and lots_serve(lot, service)
end

-- Adds a stored lot to those that have been read, in no order.
local function lots_take(a, id, text)
  local lot = lot_read(id, text)
  a.read[id], a.lots[#a.lots + 1] = lot, lot
  return lot
end

-- Adds one that is new to the lots that have been read, in funding order.
local function lots_add(a, lot)
  a.lots[#a.lots + 1] = lot
  if not lot.gone then a.read[lot.id] = lot end
  if #a.lots > 1 then table.sort(a.lots, lots_before) end
  return lot
end

-- Brings the known value of the lots up to date and notes the difference for the journal.
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
