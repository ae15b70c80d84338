-- needs: price
-- What units that are included, and money, cover of a price.

-- The whole increments of `billed` that so many units cover, when the first `covered` of it are covered already.
local function price_included(terms, billed, covered, units)
  if covered >= billed then return 0 end
  if covered > 0 then return math.min(billed - covered, math.floor(units / terms.next_block) * terms.next_block) end
  if units < terms.first then return 0 end
  return math.min(billed, terms.first + math.floor((units - terms.first) / terms.next_block) * terms.next_block)
end

-- The most units, in whole increments and at most max_units, that the money covers beside what is included.
local function price_affordable(terms, money, max_units, included)
  included = included or 0
  if money >= price_of(terms, max_units, included) then return max_units end
  if included == 0 then
    if money < terms.minimum or terms.rate == 0 then return 0 end
    local metered = money - terms.connect_fee
    if metered < 0 then return 0 end
    local covered = math.floor(metered * terms.rate_units / terms.rate)
    if covered < terms.first then return 0 end
    return math.min(max_units, terms.first + math.floor((covered - terms.first) / terms.next_block) * terms.next_block)
  end
  local paid = 0
  if money >= math.max(terms.minimum, terms.connect_fee) and terms.rate > 0 then
    local covered = math.floor((money - terms.connect_fee) * terms.rate_units / terms.rate)
    paid = math.floor(covered / terms.next_block) * terms.next_block
  end
  return math.min(max_units, included + paid)
end
