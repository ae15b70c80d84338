-- The reply where neither hold nor account is there: elsewhere (a child's stub), lost, or never known.
local function absent_reply(account, now, meta)
  if account.root and not account.state then return { 'REKEY', int_text(now), 'root', account.root } end
  if account.state then return nil end
  if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
  return { 'MISSING', int_text(now), 'account' }
end
