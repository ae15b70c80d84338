-- What the packs of an account are for, as its field `packs` says it: a name and what it stands for, with `;` between:
--   #<number>=<services>|<directions>|<countries>|<number classes>|<prefixes>
-- each a list with commas between, empty for all. The sidecars match traffic with it and say which names it is in.

-- The name of what is for exactly this traffic; nil where there is none.
local function packs_group(coverages, coverage)
  for id, of_it in string.gmatch(coverages, '(#%d+)=([^;]*)') do
    if of_it == coverage then return id end
  end
end

-- The field with one more. Names of which there are no packs any more are dropped.
local function packs_noted(a, coverages, id, coverage)
  local kept = {}
  for entry, known in string.gmatch(coverages, '((#%d+)=[^;]*)') do
    if a.groups[known] and a.groups[known].count > 0 then kept[#kept + 1] = entry end
  end
  kept[#kept + 1] = id .. '=' .. coverage
  return table.concat(kept, ';')
end
