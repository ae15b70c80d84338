-- Makes the pieces that `admission` needs beside those that every one does: where `general`, other sources than the
-- balance; where `counting`, limits and what else counts; and the beginning of a period.
if general then
  -- lazily: grants lots funding
end
if counting or not admission.incomplete and admission_begins(admission) then
  -- lazily: periods
end
if #admission.packs > 0 then
  -- lazily: packs
end
if #admission.allowances > 0 then
  -- lazily: allowances
end
if counting then
  -- lazily: counters prune limits
end
