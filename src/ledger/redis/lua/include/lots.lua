-- Credit that ends: what a plan gives for a period, and what was bought with an expiry. One hash per account, a field
-- per lot:
--   kind granted used held value starts_at_ms expires_at_ms services
-- kind is plan_credits or bundle (given by the plan) or lot (bought). `expires_at_ms` 0 is never; services are
-- separated by commas, `-` is all. `value` is what the lot is worth according to the journal: held and free together.
-- Time and grants change what it is worth without any script running; the next script that reads the lot journals the
-- difference before its own movement, and what its own movement frees of an ended lot after it.
local LOT_NEVER = 9007199254740991
-- Every request reads all lots of its payer, so their number is bounded.
local LOTS_MAX = 200

local function lots_is_over(lot, now)
  return lot.expires_at > 0 and lot.expires_at <= now
end

local function lots_free(lot, now)
  if lots_is_over(lot, now) then return 0 end
  return math.max(0, lot.granted - lot.used - lot.held)
end

-- Plan credits come first, then what ends soonest.
local function lots_before(a, b)
  if (a.kind == 'plan_credits') ~= (b.kind == 'plan_credits') then return a.kind == 'plan_credits' end
  local a_ends = a.expires_at == 0 and LOT_NEVER or a.expires_at
  local b_ends = b.expires_at == 0 and LOT_NEVER or b.expires_at
  if a_ends ~= b_ends then return a_ends < b_ends end
  return a.id < b.id
end

local function lots_find(a, id)
  for _, lot in ipairs(a.lots) do
    if lot.id == id and not lot.gone then return lot end
  end
end

local function lots_add(a, lot)
  lot.changed = true
  a.lots[#a.lots + 1] = lot
  if #a.lots > 1 then table.sort(a.lots, lots_before) end
  return lot
end

-- Brings the known value of every lot up to date and notes the difference for the journal.
local function lots_roll(a, now, entries)
  for _, lot in ipairs(a.lots) do
    local value = lot.held + lots_free(lot, now)
    if value ~= lot.value then
      entries[#entries + 1] = {
        kind = value > lot.value and 'credit' or 'expiry', amount = value - lot.value, reference = lot.id, flags = 't',
        balance = a.balance, held = a.held,
      }
      lot.value, lot.changed = value, true
    end
    if lots_is_over(lot, now) and lot.held == 0 then lot.changed = true end
  end
end

-- What the plan gives in the periods that run now. A lot of the plan that is no longer given keeps what is used and
-- held.
local function lots_grant(a, grants, now)
  local given, moved = {}, false
  for _, grant in ipairs(grants) do
    given[grant.id] = true
    local lot = lots_find(a, grant.id)
    if not lot then
      if grant.granted > 0 then
        lots_add(a, {
          id = grant.id, kind = grant.kind, granted = grant.granted, used = 0, held = 0, value = 0,
          starts_at = grant.starts_at, expires_at = grant.expires_at, services = grant.services,
        })
      end
    elseif lot.granted ~= grant.granted or lot.expires_at ~= grant.expires_at or lot.services ~= grant.services then
      moved = moved or lot.expires_at ~= grant.expires_at
      lot.granted, lot.expires_at, lot.services, lot.changed = grant.granted, grant.expires_at, grant.services, true
    end
  end
  for _, lot in ipairs(a.lots) do
    if lot.kind ~= 'lot' and lot.granted > 0 and not given[lot.id] and not lots_is_over(lot, now) then
      lot.granted, lot.changed = 0, true
    end
  end
  if moved then table.sort(a.lots, lots_before) end
end

-- Reads the lots into the account as they are now. Nothing is written before lots_write.
local function lots_open(a, now, grants)
  if a.lot_count > 0 then
    local stored = redis.call('HGETALL', a.keys.lots)
    for i = 1, #stored, 2 do
      local kind, granted, used, held, value, starts_at, expires_at, services =
        string.match(stored[i + 1], '^(%S+) (%d+) (-?%d+) (%d+) (%d+) (%d+) (%d+) (%S+)$')
      a.lots[#a.lots + 1] = {
        id = stored[i], kind = kind, granted = tonumber(granted), used = tonumber(used), held = tonumber(held),
        value = tonumber(value), known = tonumber(value), starts_at = tonumber(starts_at),
        expires_at = tonumber(expires_at), services = services,
      }
    end
    if #a.lots > 1 then table.sort(a.lots, lots_before) end
  end
  if grants then lots_grant(a, grants, now) end
  if #a.lots > 0 then lots_roll(a, now, a.before) end
end

local function lots_serve(lot, service)
  return lot.services == '-' or string.find(',' .. lot.services .. ',', ',' .. service .. ',', 1, true) ~= nil
end

-- Whether a request or hold of this service, authorized then, may draw on a lot.
local function lots_pays(lot, service, since, now)
  return lot.starts_at <= since and not lots_is_over(lot, now) and lots_serve(lot, service)
end

-- Writes what has changed, and to the partition's sums what all lots are worth. A lot whose time is over is forgotten
-- once nothing is held on it.
local function lots_write(a, now, meta)
  local count, fields, change = a.lot_count, {}, 0
  for _, lot in ipairs(a.lots) do
    change = change + lot.value - (lot.known or 0)
    if lot.changed and not lot.gone then
      local forgotten = lots_is_over(lot, now) and lot.held == 0
      if forgotten then
        count = count - redis.call('HDEL', a.keys.lots, lot.id)
      else
        fields[#fields + 1] = lot.id
        fields[#fields + 1] = table.concat({
          lot.kind, int_text(lot.granted), int_text(lot.used), int_text(lot.held), int_text(lot.value),
          int_text(lot.starts_at), int_text(lot.expires_at), lot.services,
        }, ' ')
      end
    end
  end
  if #fields > 0 then count = count + redis.call('HSET', a.keys.lots, unpack(fields)) end
  if change ~= 0 then redis.call('HINCRBY', meta, 'lots', int_text(change)) end
  if count ~= a.lot_count then redis.call('HSET', a.keys.account, 'lots', int_text(count)) end
end
