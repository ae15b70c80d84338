-- What use costs. Twin of src/domain/terms.ts; both run the same vectors. Terms are stored as words: rate rate_units
-- connect_fee first_increment next_increment minimum_charge unit catalog_version[;free=seconds][;fraction=rule] rule
-- The options stand only where they are not the default, and where a version without them reads past them.
local function price_terms(text)
  local rate, rate_units, connect_fee, first, next_block, minimum, unit, options =
    string.match(text, '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%S+) [^; ]*(%S*)')
  local terms = {
    rate = tonumber(rate), rate_units = tonumber(rate_units), connect_fee = tonumber(connect_fee),
    first = tonumber(first), next_block = tonumber(next_block), minimum = tonumber(minimum), unit = unit,
    free = 0, fraction = 'up',
  }
  if options ~= '' then
    terms.free = int_of(string.match(options, ';free=(%d+)'))
    terms.fraction = string.match(options, ';fraction=(%a+)') or 'up'
  end
  return terms
end

-- The terms pinned to a hold, read once.
local function price_pinned(h)
  if not h.priced then h.priced = price_terms(h.terms) end
  return h.priced
end

-- A time as a gateway measured it, in whole seconds.
local function price_whole(terms, seconds)
  if terms.fraction == 'down' then return math.floor(seconds) end
  if terms.fraction == 'nearest' then return math.floor(seconds + 0.5) end
  return math.ceil(seconds)
end

-- What of this use has a price. The price of a hold leaves it out: nobody knows yet that the call will be short.
local function price_chargeable(terms, units)
  if units <= terms.free then return 0 end
  return units
end

-- Exact for integers below 2^53: the remainder is taken first, so no fraction is ever formed.
local function price_divide_up(n, d)
  local remainder = math.fmod(n, d)
  return (n - remainder) / d + (remainder > 0 and 1 or 0)
end

-- Use rounded up to whole increments.
local function price_billed(terms, units)
  if units <= 0 then return 0 end
  if units <= terms.first then return terms.first end
  return terms.first + price_divide_up(units - terms.first, terms.next_block) * terms.next_block
end

-- The whole increments of `billed` that so many units cover, when the first `covered` of it are covered already.
local function price_included(terms, billed, covered, units)
  if covered >= billed then return 0 end
  if covered > 0 then return math.min(billed - covered, math.floor(units / terms.next_block) * terms.next_block) end
  if units < terms.first then return 0 end
  return math.min(billed, terms.first + math.floor((units - terms.first) / terms.next_block) * terms.next_block)
end

-- The price of this use, rounded up once, when that much of it is included.
local function price_of(terms, units, included)
  local paid = price_billed(terms, units) - (included or 0)
  if paid <= 0 then return 0 end
  return math.max(terms.connect_fee + price_divide_up(paid * terms.rate, terms.rate_units), terms.minimum)
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
