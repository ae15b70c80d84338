-- What use costs. Twin of src/domain/terms.ts; both run the same vectors.
-- Terms are stored as words: rate rate_units connect_fee first_increment next_increment minimum_charge unit catalog_version rule
local function price_terms(text)
  local rate, rate_units, connect_fee, first, next_block, minimum, unit =
    string.match(text, '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%S+)')
  return {
    rate = tonumber(rate), rate_units = tonumber(rate_units), connect_fee = tonumber(connect_fee),
    first = tonumber(first), next_block = tonumber(next_block), minimum = tonumber(minimum), unit = unit,
  }
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

-- The price of this use, rounded up once.
local function price_of(terms, units)
  if units <= 0 then return 0 end
  local metered = price_divide_up(price_billed(terms, units) * terms.rate, terms.rate_units)
  return math.max(terms.connect_fee + metered, terms.minimum)
end

-- The most units, in whole increments and at most max_units, that the money covers.
local function price_affordable(terms, money, max_units)
  if money >= price_of(terms, max_units) then return max_units end
  if money < terms.minimum or terms.rate == 0 then return 0 end
  local metered = money - terms.connect_fee
  if metered < 0 then return 0 end
  local covered = math.floor(metered * terms.rate_units / terms.rate)
  if covered < terms.first then return 0 end
  return math.min(max_units, terms.first + math.floor((covered - terms.first) / terms.next_block) * terms.next_block)
end
