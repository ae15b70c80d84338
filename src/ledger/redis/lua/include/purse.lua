-- needs: affordable
-- What pays for a request or a hold. Most accounts pay from their balance alone, with the credit limit behind it: then
-- there is no purse (nil), and the arithmetic is here. All other sources are the purse of funding.lua, whose functions
-- are made only where there are any. Both must agree wherever both can answer.

-- Whether this payer may have another source than its balance: what it has, what its plan gives, what a hold has pinned
-- or taken.
local function purse_is_general(payer, admission, hold)
  if IS_ALWAYS_GENERAL or payer.lot_count > 0 then return true end
  if hold and (hold.funding or hold.parts ~= '' or hold.interim) then return true end
  return admission ~= nil and (#admission.grants > 0 or #admission.allowances > 0 or admission.stop ~= '')
end

local function purse_price(purse, terms, units)
  if purse then return funding_price(purse, terms, units) end
  return price_of(terms, units)
end

local function purse_affordable(purse, terms, money, max_units)
  if purse then return funding_affordable(purse, terms, money, max_units) end
  return price_affordable(terms, money, max_units)
end

-- What a request of this service finds free, and what is posted before holds are taken off.
local function purse_available(purse, payer)
  return purse and purse.money or account_free(payer)
end

local function purse_posted(purse, payer, now, service)
  if purse then return funding_posted(payer, now, service) end
  return payer.balance + payer.credit_limit
end

-- Whether nothing that may pay for it is posted: what "blocked at zero" looks at.
local function purse_is_at_zero(purse, payer, now, service, terms)
  if purse_posted(purse, payer, now, service) > 0 then return false end
  local packs = purse and purse.packs
  -- They must pay for an increment.
  return not packs or price_included(terms, price_billed(terms, 1), 0, packs.posted) == 0
end
