-- Which connected time is billed. Twin of src/domain/usage.ts.
local USAGE_SKEW_SECONDS = 5

-- How much of a reported connected time can have passed since authorize.
local function usage_provable(reported, elapsed_ms)
  return math.min(reported, math.ceil(elapsed_ms / 1000) + USAGE_SKEW_SECONDS)
end

-- Returns the seconds to bill before increments, and whether the report was cut to what can have passed.
local function usage_billable(reported, granted, proven, tolerance, elapsed_ms)
  if reported < proven then reported = proven end
  if reported <= granted then return reported, false end
  if reported <= granted + tolerance then return granted, false end
  local possible = math.max(granted, usage_provable(reported, elapsed_ms))
  return math.min(reported, possible), reported > possible
end
