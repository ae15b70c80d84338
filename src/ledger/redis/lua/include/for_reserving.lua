-- Makes the pieces that `hold` needs to be reserved once more: where `general`, other sources than the balance; where
-- `counting`, what it counts in.
if general then
  -- lazily: lots funding
end
if general and funding_packs(hold) then
  -- lazily: packs
end
if counting and hold.funding then
  -- lazily: allowances
end
if counting then
  -- lazily: periods counters prune limits
end
