-- The parts of a charge one by one, in funding order, as funding.lua writes them, and what of them is given back. Twin
-- of src/ledger/rules/parts.ts.
-- In the order in which they are drawn on.
local PARTS_ORDER = { 'a', 'u', 'p', 'l', 'b' }

-- Whether it is units of a pack.
local function parts_is_pack(part)
  return string.byte(part.source) == 117 -- 'u'
end

-- Whether it is units, and not money.
local function parts_is_units(part)
  return parts_is_pack(part) or string.byte(part.source) == 97 -- 'a'
end

-- Where the balance alone pays there is no text, and all the money is its.
local function parts_list(text, money)
  local list = {}
  if not text or text == '' or text == '-' then
    if money > 0 then list[1] = { source = 'b', amount = money } end
    return list
  end
  for source, amount in string.gmatch(text, '([^=,]+)=(%d+)') do
    list[#list + 1] = { source = source, amount = tonumber(amount) }
  end
  return list
end

local function parts_text(list)
  local words = {}
  for i, part in ipairs(list) do words[i] = part.source .. '=' .. int_text(part.amount) end
  return table.concat(words, ',')
end

-- As holds keep them: nothing where the balance alone pays.
local function parts_stored(list)
  if not list[1] or list[1].source == 'b' then return '' end
  return parts_text(list)
end

local function parts_plan(list)
  local money = 0
  for _, part in ipairs(list) do
    if string.sub(part.source, 1, 1) == 'p' then money = money + part.amount end
  end
  return money
end

-- Both together in funding order; of one kind of source, what was taken first comes first.
local function parts_plus(list, later)
  local known, all = {}, {}
  for _, parts in ipairs({ list, later }) do
    for _, part in ipairs(parts) do
      local same = known[part.source]
      if same then
        same.amount = same.amount + part.amount
      else
        same = { source = part.source, amount = part.amount }
        known[part.source] = same
        all[#all + 1] = same
      end
    end
  end
  local ordered = {}
  for _, kind in ipairs(PARTS_ORDER) do
    for _, part in ipairs(all) do
      if string.sub(part.source, 1, 1) == kind then ordered[#ordered + 1] = part end
    end
  end
  return ordered
end

local function parts_money(list)
  local money = 0
  for _, part in ipairs(list) do
    if not parts_is_units(part) then money = money + part.amount end
  end
  return money
end

-- What is left of the parts when others of the same sources are taken off.
local function parts_without(list, others)
  local off, rest = {}, {}
  for _, part in ipairs(others) do off[part.source] = part.amount end
  for _, part in ipairs(list) do
    local amount = part.amount - (off[part.source] or 0)
    if amount > 0 then rest[#rest + 1] = { source = part.source, amount = amount } end
  end
  return rest
end

-- The first so much of the money, and of each source of units as many as `units_of` says.
local function parts_first(list, units_of, money)
  local first = {}
  for _, part in ipairs(list) do
    local amount
    if parts_is_units(part) then
      amount = units_of(part)
    else
      amount = math.min(money, part.amount)
      money = money - amount
    end
    if amount > 0 then first[#first + 1] = { source = part.source, amount = amount } end
  end
  return first
end

-- Hands out the first so many units to the parts of packs, one after the other; to be asked once for each, in order.
local function parts_of_packs(units)
  return function(part)
    local some = math.min(units, part.amount)
    units = units - some
    return some
  end
end

-- As if only so much had been used: the included units cover the first increments, and money pays for the rest. Returns
-- the parts of that, and what is billed.
local function parts_of_fewer(terms, list, used)
  local billed, covered, units = price_billed(terms, price_chargeable(terms, used)), 0, {}
  local in_packs = 0
  for _, part in ipairs(list) do
    if parts_is_pack(part) then
      in_packs = in_packs + part.amount
    elseif parts_is_units(part) then
      units[part] = price_included(terms, billed, covered, part.amount)
      covered = covered + units[part]
    end
  end
  local of_packs = in_packs > 0 and price_included(terms, billed, covered, in_packs) or 0
  local of_pack = parts_of_packs(of_packs)
  local function units_of(part) return units[part] or of_pack(part) end
  return parts_first(list, units_of, price_of(terms, billed, covered + of_packs)), billed
end
