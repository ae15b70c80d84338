-- What a hold says of itself when it is opened.

-- The accounts concerned, as a hold remembers them: those of the account alone go without saying.
local function hold_owners_text(payer_index, ids, account_id)
  if ids == account_id then return payer_index end
  return payer_index .. ' ' .. ids
end

-- When the sweeper may end a hold that nobody answers: when it has rung long enough; and where no answer is reported,
-- the grant and its grace later.
local function hold_unanswered_deadline(authorized_at_ms, granted, ring, grace, answers)
  return authorized_at_ms + 1000 * (answers and ring or ring + granted + grace)
end
