-- Makes the pieces that `hold` needs beside those that every hold does: what it draws on, what it counts in, and what
-- it was charged while it went on.
if general and funding_packs(hold) then
  -- lazily: packs
end
if hold.funding then
  -- lazily: allowances
end
if hold.tracked ~= '' or hold.funding then
  -- lazily: periods counters prune limits
end
if hold.interim then
  -- lazily: parts earlier
end
