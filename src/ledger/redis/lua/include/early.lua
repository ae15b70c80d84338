-- A release, or a settle of nothing, where no hold is known.
local function early_reply(now, replayed, account)
  if lots_open then lots_open(account, now) end
  local available = lots_open and funding_free(account, now) or account_free(account)
  return { 'EARLY', int_text(now), replayed, int_text(account.balance), int_text(available) }
end

-- What it leaves: a marker that turns a late authorize into a denial.
local function early_write(key, now, account, early_ms, nonce)
  hold_write({
    key = key, state = 'early', amount = 0, granted = 0, authorized_at_ms = now, answered_at_ms = 0,
    expires_at_ms = now + early_ms, proven = 0, nonce = nonce ~= '' and nonce, parts = '', result = '',
    fingerprint = '-', owners_text = '0', limits = '0 0 0 deny', timing = '', terms = '', facts = '', tracked = '',
  }, early_ms)
  return early_reply(now, '0', account)
end
