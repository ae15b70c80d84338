-- An admission, and the checks that every one makes, in the order of the reasons: the first that holds is the answer.
-- What it brings along, from the tail of ARGV: who is concerned, what pays, and what limits it.
--   owners: count, (account_id, revision, periods)...   the account of the request first, then its parents; periods
--     are those in which what it costs is counted, as sums.lua writes them ('' none)
--   payer: index of the owner that pays, from 0
--   stop: name of the period whose plan credits alone may pay ('' no such rule)
--   packs: groups of packs that may pay, spaces between (see packs.lua)
--   allowances: count, (counter, total)...
--   grants: count, (kind, id, granted, starts_at_ms, expires_at_ms, services)...
--   limits: count, (kind, owner, counter, max, mode, span)...   mode is enforce, shadow or count; span a window in
--     seconds, or the kind of a period
-- All of it is one word, with an end of line behind each of these, where the short path is expected to answer.
local function admission_read(argv, at, owner_keys)
  local text = argv[at]
  if string.find(text, '\n', 1, true) then
    argv, at = {}, 1
    for word in string.gmatch(text, '([^\n]*)\n') do argv[#argv + 1] = word end
  end
  local owners, allowances, grants, limits = {}, {}, {}, {}
  for i = 1, tonumber(argv[at]) do
    owners[i] = {
      account_id = argv[at + 1], revision = argv[at + 2], periods = argv[at + 3], keys = owner_keys[i], index = i - 1,
    }
    at = at + 3
  end
  local payer_index, stop, packs = tonumber(argv[at + 1]), argv[at + 2], {}
  for id in string.gmatch(argv[at + 3], '%S+') do packs[#packs + 1] = id end
  at = at + 4
  for i = 1, tonumber(argv[at]) do
    allowances[i] = { counter = argv[at + 1], total = tonumber(argv[at + 2]) }
    at = at + 2
  end
  at = at + 1
  for i = 1, tonumber(argv[at]) do
    grants[i] = {
      kind = argv[at + 1], id = argv[at + 2], granted = tonumber(argv[at + 3]), starts_at = tonumber(argv[at + 4]),
      expires_at = tonumber(argv[at + 5]), services = argv[at + 6],
    }
    at = at + 6
  end
  at = at + 1
  for i = 1, tonumber(argv[at]) do
    limits[i] = {
      kind = argv[at + 1], owner = owners[tonumber(argv[at + 2]) + 1], counter = argv[at + 3],
      max = tonumber(argv[at + 4]), mode = argv[at + 5], span = argv[at + 6], index = i,
    }
    at = at + 6
  end
  return {
    owners = owners, payer_index = payer_index, payer = owners[payer_index + 1], stop = stop, allowances = allowances,
    grants = grants, limits = limits, packs = packs,
  }
end

-- The ids of the accounts concerned, spaces between.
local function admission_ids(admission)
  local ids = admission.owners[1].account_id
  for i = 2, #admission.owners do ids = ids .. ' ' .. admission.owners[i].account_id end
  return ids
end

-- The same traffic's account where another one pays, for the journal.
local function admission_origin(admission)
  if admission.payer_index == 0 then return nil end
  return admission.owners[1].account_id
end

-- Reads the accounts of the owners. Where one is not there, nothing can be paid, and the others are not looked at.
local function admission_accounts(admission)
  for _, owner in ipairs(admission.owners) do
    owner.account = account_read(owner.keys)
    if not owner.account.state then
      admission.incomplete = true
      return
    end
  end
end

-- Whether the request was computed from a profile, or for a time, that is no longer the present one. The time may also
-- lie before the span: then the sidecar's clock runs ahead of the store's. Returns the reply, with the present profile
-- of the owner that changed.
local function admission_stale(admission, now, valid_from, valid_until)
  if admission.incomplete then return nil end
  local outlived = (valid_until > 0 and now > valid_until) or now < valid_from
  for _, owner in ipairs(admission.owners) do
    if outlived or owner.account.revision ~= owner.revision then
      return account_profile_reply(owner.account, { 'STALE', int_text(now), owner.account_id })
    end
  end
end

-- The purse that pays for it, where the payer may have another source than its balance (see for_admission.lua).
local function admission_purse(admission, payer, now, service, counting)
  if admission.incomplete then return nil end
  lots_open(payer, now, admission.grants)
  return funding_purse(payer, now, {
    service = service, since = now, period = admission.stop, allowances = admission.allowances,
    packs = #admission.packs > 0 and admission.packs or nil,
    stop = admission.stop ~= '' and funding_stops(payer, admission.stop),
    plan_left = counting and limits_plan_left(admission) or nil,
  })
end

local function admission_state(account)
  if account.state == 'active' then return nil end
  if not account.state then return 'ACCOUNT_UNKNOWN' end
  if account.state == 'suspended' then return 'ACCOUNT_SUSPENDED' end
  if account.state == 'closed' then return 'ACCOUNT_CLOSED' end
  return nil
end

-- Everything before the money of this request: state, what the catalog decided, the numbers of open and of new holds,
-- and zero. Returns the reason, and which limit it was.
local function admission_before_funds(admission, now, verdict, is_at_zero)
  for _, owner in ipairs(admission.owners) do
    local reason = admission_state(owner.account)
    if reason then return reason end
  end
  if verdict ~= '' then return verdict end
  if #admission.limits > 0 then
    local reason, limit = limits_before_funds(admission, now)
    if reason then return reason, limit end
  end
  if is_at_zero then return 'ZERO_BALANCE' end
  return nil
end

-- Whether a period begins with this request.
local function admission_begins(admission)
  local first, root = admission.owners[1], admission.owners[#admission.owners]
  if not spent_is_running(first.account.spent, first.periods) then return true end
  return root ~= first and not spent_is_running(root.account.below, root.periods)
end

-- Counts what it costs as spent: by its own account, and below the root of its company.
local function admission_spend(admission, money, now)
  local first, root = admission.owners[1], admission.owners[#admission.owners]
  spent_count(first.account, first.account.spent, first.periods, money, now)
  if root ~= first then spent_count(root.account, root.account.below, root.periods, money, now) end
end

-- Whether there is something to count beside what every account counts.
local function admission_counts(admission, subject)
  return #admission.limits > 0 or subject ~= '' or #admission.allowances > 0 or admission.stop ~= ''
end

-- Traffic whose money part is nothing needs none, also where the balance was taken below zero.
local function admission_covers(money, amount)
  return amount == 0 or money >= amount
end
