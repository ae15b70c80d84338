-- needs: lot
-- Packs: units that were bought for some traffic, twin of rules/packs.ts. They pay after allowances and before money.
-- A pack is stored among the lots, in units where those have milli-cents, and its group are the packs for the same
-- traffic: the name of that, `#<number>`, stands in the place of the services. What traffic it is stands in the field
-- `packs` of the account, for the sidecars, who say which groups may pay. Packs that may pay for a request are one sum:
-- the end of one and the beginning of the next pay for one increment together.
-- Made only where packs may pay, or have paid.

-- What packs give to one request or hold, in the form of a purse, as lots_draw takes it: `capacity` in all, `posted`
-- what is not used of them, whether held or not, and `part` what the last price took.
local function packs_purse(purse, only_own)
  local a, own, now = purse.account, purse.own, purse.now
  local packs = { account = a, now = now, lots = {}, groups = {}, capacity = 0, posted = 0, part = 0 }
  local pays, live = {}, {}
  for _, id in ipairs(purse.by.packs or {}) do
    pays[id] = true
    if a.groups[id] and a.groups[id].count > 0 then live[#live + 1] = id end
  end
  -- A hold pins those groups of which the account has packs.
  purse.by.packs = live
  for _, lot in ipairs(a.lots) do
    if lots_is_pack(lot) then
      local mine, free = own.lots[lot.id], 0
      if mine and own.gone[lot.id] and not lot.gone then mine = nil end
      if pays[lot.services] and not lots_is_over(lot, now) then
        packs.posted = packs.posted + lot.granted - lot.used
        if not only_own then free = lots_free(lot, now) end
      end
      if mine or free > 0 then
        packs.lots[#packs.lots + 1] = { lot = lot, own = mine or 0, capacity = (mine or 0) + free }
        packs.capacity = packs.capacity + (mine or 0) + free
      end
    end
  end
  for _, group in ipairs(a.groups) do
    if pays[group.services] then
      packs.posted = packs.posted + group.posted
      if not only_own and group.free > 0 then
        packs.groups[#packs.groups + 1] = group
        packs.capacity = packs.capacity + group.free
      end
    end
  end
  return packs
end
