-- What an admission answers instead of an ALLOW or a CHARGED. Where an owner is missing there is no purse, but the
-- payer may be known.
local function denial_reply(admission, purse, now, reason, needed, limit, service)
  local limited = admission.limits[limit or 0]
  local reply = {
    'DENY', int_text(now), reason, int_text(needed), int_text(limit or 0), int_text(limited and limited.left or 0),
    int_text(limited and limited.left and limits_since(limited) or 0),
  }
  local payer = admission.payer.account
  if not payer or not payer.state then
    reply[8], reply[9], reply[10] = '0', '0', '0'
  elseif admission.incomplete then
    lots_open(payer, now, admission.grants)
    funding_reply(payer, funding_free(payer, now), funding_posted(payer, now), reply)
  else
    reply[8], reply[9] = int_text(payer.balance), int_text(purse_available(purse, payer))
    reply[10] = int_text(purse_posted(purse, payer, now, service))
  end
  reply[11] = purse and purse.packs and int_text(purse.packs.capacity) or '0'
  return table.concat(reply, '\n')
end
