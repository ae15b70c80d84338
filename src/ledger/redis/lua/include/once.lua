-- What an idempotency key was used for, as words: expires_at_ms fingerprint result... The expiry is judged by script
-- time; the TTL only collects garbage.

-- The fingerprint and the result, or nil when the key is new.
local function once_read(key, now)
  local stored = redis.call('GET', key)
  if not stored then return nil end
  local expires_at, fingerprint, result = string.match(stored, '^(%d+) (%S*) (.*)$')
  if tonumber(expires_at) <= now then return nil end
  return fingerprint, result
end

local function once_write(key, now, keep_ms, fingerprint, result)
  redis.call('SET', key, int_text(now + keep_ms) .. ' ' .. fingerprint .. ' ' .. result, 'PX', int_text(keep_ms))
end
