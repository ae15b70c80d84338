-- needs: lots
-- The money of an account with all its lots, as replies have it. Packs are no money.

-- What is free for the next request of the same kind, as the account now stands.
local function funding_free(a, now, service, since, stop)
  local free = stop and 0 or account_free(a)
  for _, group in ipairs(stop and {} or a.groups) do
    if lots_serve(group, service) then free = free + group.free end
  end
  for _, lot in ipairs(a.lots) do
    local pays = lots_serve(lot, service) and not lots_is_over(lot, now) and (not service or lot.starts_at <= since)
    if pays and (lot.kind == 'plan_credits' or not stop) then free = free + lots_free(lot, now) end
  end
  return free
end

-- Credit before holds are taken off, of what may pay for this service (nil: for any): what "zero balance" looks at.
local function funding_posted(a, now, service)
  local posted = a.balance + a.credit_limit
  for _, group in ipairs(a.groups) do
    if lots_serve(group, service) then posted = posted + group.posted end
  end
  for _, lot in ipairs(a.lots) do
    if not lots_is_over(lot, now) and lots_serve(lot, service) then
      posted = posted + math.max(0, lot.granted - lot.used)
    end
  end
  return posted
end

-- Balance, available and posted, in the order in which every reply carries them.
local function funding_reply(a, available, posted, reply)
  reply[#reply + 1] = int_text(a.balance)
  reply[#reply + 1] = int_text(available)
  reply[#reply + 1] = int_text(posted)
  return reply
end
