#!lua
-- Purchased credit, or a correction by hand: the only verbs that change the balance without traffic. The key is remembered, so a repeated request
-- posts once.
-- KEYS: 1 meta  2 journal  3 once  4 account
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 kind (credit, adjustment)  4 amount (signed milli-cents)  5 idempotency_key  6 fingerprint
--   7 once_ms  8 journal_retention_ms  9 max_balance  10 note
-- Replies: POSTED now replayed balance available posted | CONFLICT | CLOSED | LIMIT now balance
--   MISSING now what | REKEY now which account_id | STORE_LOST
-- include: int clock once account journal hold finish

local now = clock_now(ARGV[1])
local fingerprint, result = once_read(KEYS[3], now)
if fingerprint then
  if fingerprint ~= ARGV[6] then return { 'CONFLICT', int_text(now) } end
  local balance, available, posted = string.match(result, '^(%S+) (%S+) (%S+)$')
  return { 'POSTED', int_text(now), '1', balance, available, posted }
end
local account = account_read(KEYS[4])
local absent = finish_absent(account, now)
if absent then return absent end
if account.state == 'closed' and ARGV[3] == 'credit' then return { 'CLOSED', int_text(now) } end
local amount, max_balance = tonumber(ARGV[4]), tonumber(ARGV[9])
local balance = account.balance + amount
if balance > max_balance or balance < -max_balance then return { 'LIMIT', int_text(now), int_text(account.balance) } end

account.balance = balance
local funds = account_funds_reply(account, {})
once_write(KEYS[3], now, tonumber(ARGV[7]), ARGV[6], table.concat(funds, ' '))
journal_write(KEYS[2], now, tonumber(ARGV[8]), account, {
  kind = ARGV[3], account = ARGV[2], amount = amount, reference = ARGV[5], flags = 'k', note = ARGV[10],
})
account_write(account)
redis.call('HINCRBY', KEYS[1], 'balance', int_text(amount))
return { 'POSTED', int_text(now), '0', funds[1], funds[2], funds[3] }
