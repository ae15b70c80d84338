-- What interim settles have charged of a hold that is still open, as words:
--   sequence reported units clamped billed charged parts
-- `reported` is as the last one said, `units` what of that counts.
-- Made only where a hold has been charged so.
local function earlier_read(h)
  local sequence, reported, units, clamped, billed, charged, parts =
    string.match(h.interim, '^(%d+) (%d+) (%d+) (%d) (%d+) (%d+) (.*)$')
  return {
    sequence = tonumber(sequence), reported = tonumber(reported), units = tonumber(units), clamped = clamped == '1',
    billed = tonumber(billed), charged = tonumber(charged), parts = parts,
    released = 0, forgiven = 0, held = h.amount + tonumber(charged),
  }
end

local function earlier_note(h, interim)
  h.interim = table.concat({
    int_text(interim.sequence), int_text(interim.reported), int_text(interim.units), interim.clamped and '1' or '0',
    int_text(interim.billed), int_text(interim.charged), interim.parts,
  }, ' ')
end

-- What of its price is charged already: the purse prices the rest.
local function earlier_offset(by, before)
  local parts = funding_parts(before.parts, 0)
  by.charged, by.charged_units, by.charged_of, by.charged_packs = before.charged, parts.packs, parts.units, parts.packs
  for _, units in pairs(by.charged_of) do by.charged_units = by.charged_units + units end
end

-- How much of so many units each allowance and pack covers, by its part, beside what it has covered before. To be asked
-- once for each part, in order.
local function earlier_cover(purse, terms, units)
  local cover = {}
  funding_included(purse, terms, units)
  for _, allowance in ipairs(purse.allowances) do cover['a/' .. allowance.counter] = allowance.part end
  local of_pack = parts_of_packs(purse.packs and purse.packs.part or 0)
  return function(part)
    if parts_is_pack(part) then return of_pack(part) end
    return cover[part.source] or 0
  end
end

local function earlier_is_own(purse, lot)
  local sources = lots_is_pack(lot) and purse.packs.lots or purse.lots
  for _, source in ipairs(sources) do
    if source.lot == lot then return source.own > 0 end
  end
  return false
end

-- Makes a charge of what is reserved (sign 1), or takes a charge back into the reservation (sign -1).
local function earlier_settle(purse, list, sign)
  local payer, moved = purse.account, {}
  for _, part in ipairs(list) do moved[part.source] = sign * part.amount end
  for _, allowance in ipairs(purse.allowances) do
    local units = moved['a/' .. allowance.counter]
    if units then
      allowance.held, allowance.used, allowance.changed = allowance.held - units, allowance.used + units, true
    end
  end
  for _, lot in ipairs(payer.lots) do
    local money = moved[lot_source(lot)]
    -- A lot of this id may be forgotten and another one given: that of the charge stands in the purse.
    if money and (sign > 0 and lot.held >= money or sign < 0 and earlier_is_own(purse, lot)) then
      lot.held, lot.used, lot.value, lot.changed = lot.held - money, lot.used + money, lot.value - money, true
    end
  end
  local money = moved.b or 0
  payer.held, payer.balance = payer.held - money, payer.balance - money
end

-- All that is its own when it ends: the reservation, and what was charged.
local function earlier_own(h, before)
  return parts_text(parts_plus(parts_list(h.parts, h.amount), parts_list(before.parts, 0)))
end
