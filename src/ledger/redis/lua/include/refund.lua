-- The purse of a hold that ends, or of an ended one that is corrected. What it has already goes back first: the
-- reservation, or the earlier charge. A correction downwards then draws on nothing else, so that what is returned goes
-- back to where it came from, in reverse order.
-- own_text: its parts, where those of the hold are not all.
local function finish_purse(h, payer, now, terms, used, own, own_text)
  local by = funding_of_hold(h, payer, funding_parts(own_text or h.parts, own))
  by.plan_left = h.tracked ~= '' and limits_plan_left_for(h) or nil
  if hold_is_open(h) then return funding_purse(payer, now, by) end
  local purse = funding_purse(payer, now, by, true)
  if funding_price(purse, terms, used) <= own then return purse end
  return funding_purse(payer, now, by, false)
end
