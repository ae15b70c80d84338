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

-- Beside it, for as long as a caller may still be asking, stands which asking was answered, as words: expires_at_ms
-- nonce. It is a key of its own, because older versions read the one above.
local ONCE_NONCE_KEEP_MS = 900000

-- Whether this asking is the one that used the key: then its repeat is no replay.
local function once_asked_by(nonce_key, now, nonce)
  if nonce == '' then return false end
  local expires_at, asked = string.match(redis.call('GET', nonce_key) or '', '^(%d+) (.*)$')
  return asked == nonce and tonumber(expires_at) > now
end

local function once_note_nonce(nonce_key, now, nonce)
  if nonce == '' then return end
  local until_ms = int_text(now + ONCE_NONCE_KEEP_MS)
  redis.call('SET', nonce_key, until_ms .. ' ' .. nonce, 'PX', int_text(ONCE_NONCE_KEEP_MS))
end
