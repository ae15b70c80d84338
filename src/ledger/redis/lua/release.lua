#!lua flags=allow-oom
-- Free everything, before, during or after authorize. What an Extend proved is charged all the same.
-- KEYS: 1 meta  2 open  3 journal  4 hold  then per owner: account, account open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 hold_id  4 owners  5 q850_cause  6 tombstone_ms  7 early_release_ms
--   8 journal_retention_ms
-- Replies: DONE now replayed result service change forgiven parts unit orphan | EARLY now replayed balance available
--   MISSING now what | REKEY now which account_id | STORE_LOST | INVARIANT now what
-- include: int clock price account lots journal hold absent usage counters limits funding finish

local now = clock_now(ARGV[1])
local hold = hold_read(KEYS[4], now)
if hold and hold.state ~= 'early' then
  if not hold_is_open(hold) then return finish_replay_released(hold, now) end
  local elsewhere = hold_place(hold, now, ARGV[4], 5)
  if elsewhere then return elsewhere end
  return finish(hold, now, ARGV[2], ARGV[3], {
    reported = 0, state_if_used = 'settled', duration = 0, cause = tonumber(ARGV[5]), settled_by = '0', swept = '0', estimated = '0',
    tombstone_ms = tonumber(ARGV[6]), retention_ms = tonumber(ARGV[8]),
  })
end
local account = account_read(account_keys(5))
local absent = absent_reply(account, now)
if absent then return absent end
if hold then return finish_early_reply(now, '1', account) end
return finish_early(KEYS[4], now, account, tonumber(ARGV[7]))
