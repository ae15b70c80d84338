-- Which connected time is billed. Twin of src/domain/hold.ts.
local USAGE_SKEW_SECONDS = 5
local USAGE_BEYOND_GRANT_SECONDS = 86400

-- The most that a call can have lasted since the hold was authorized.
local function usage_possible(elapsed_ms)
  return math.ceil(elapsed_ms / 1000) + USAGE_SKEW_SECONDS
end

-- The most that a report within the grant may say and be believed.
local function usage_believable(elapsed_tolerance, elapsed_ms)
  return math.ceil(elapsed_ms / 1000) + elapsed_tolerance
end

-- Returns the seconds to bill before increments, and whether the report was cut to what can have passed.
local function usage_billable(reported, granted, proven, tolerance, elapsed_tolerance, doubted, elapsed_ms)
  local claimed = math.max(reported, proven)
  if claimed > granted and claimed <= granted + tolerance then claimed = granted end
  local possible = math.max(proven, math.min(usage_possible(elapsed_ms), granted + USAGE_BEYOND_GRANT_SECONDS))
  if claimed <= possible then return claimed, false end
  local seconds = possible
  if not doubted and claimed <= usage_believable(elapsed_tolerance, elapsed_ms) then
    seconds = math.max(possible, math.min(claimed, granted))
  end
  return seconds, seconds < claimed
end
