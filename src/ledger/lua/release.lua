#!lua flags=allow-oom
-- Free everything, before, during or after authorize. What an Extend proved is charged all the same.
-- KEYS: 1 meta  2 open  3 journal  4 hold  5 payer's account  6 payer's open holds  7 payer's counters
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 hold_id  4 payer_account_id  5 q850_cause  6 tombstone_ms  7 early_release_ms
--   8 journal_retention_ms
-- Replies: DONE now replayed result service change forgiven | EARLY now replayed balance available
--   MISSING now what | REKEY now which account_id | STORE_LOST | INVARIANT now what
-- include: int clock price account journal hold usage funding limits finish

local now = clock_now(ARGV[1])
local hold = hold_read(KEYS[4], now)
if hold and hold.state ~= 'early' then
  if not hold_is_open(hold) then return finish_replay_released(hold, now) end
  if hold.payer ~= ARGV[4] then return { 'REKEY', int_text(now), 'payer', hold.payer } end
  return finish(hold, account_read(KEYS[5]), now, ARGV[2], ARGV[3], {
    reported = 0, state_if_used = 'settled', duration = 0, cause = tonumber(ARGV[5]), settled_by = '0', swept = '0', estimated = '0',
    tombstone_ms = tonumber(ARGV[6]), retention_ms = tonumber(ARGV[8]),
  })
end
local account = account_read(KEYS[5])
local absent = finish_absent(account, now)
if absent then return absent end
if hold then return { 'EARLY', int_text(now), '1', int_text(account.balance), int_text(account_available(account)) } end
return finish_early(KEYS[4], now, account, tonumber(ARGV[7]))
