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

-- The price of this use, rounded up once, when that much of it is included.
local function price_of(terms, units, included)
  local paid = price_billed(terms, units) - (included or 0)
  if paid <= 0 then return 0 end
  return math.max(terms.connect_fee + price_divide_up(paid * terms.rate, terms.rate_units), terms.minimum)
end
