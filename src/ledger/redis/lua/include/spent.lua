-- needs: sums_text
-- How the hash of an account keeps what its periods have cost, see sums.lua: a field for the newest period of each kind
-- (`spent_d`, `spent_m`, `spent_y`), and one for those before it (`past_d`, ...). A value of more than 64 bytes would
-- turn the whole hash into a table, at four times the memory. The accounts below have `below_` before these names.
-- Read, they are a table: `prefix`, `d`, `m` and `y` (the newest, '' none), and `past` once somebody has asked for it.
local SPENT_KINDS = { 'd', 'm', 'y' }

-- All of them as one text, the newest of each kind first.
local function spent_text(a, s)
  if not s.past then
    s.past = redis.call('HMGET', a.keys.account, s.prefix .. 'past_d', s.prefix .. 'past_m', s.prefix .. 'past_y')
  end
  local words = {}
  for _, kind in ipairs(SPENT_KINDS) do
    if s[kind] ~= '' then words[#words + 1] = s[kind] end
  end
  for i = 1, #SPENT_KINDS do
    local before = s.past[i]
    if before and before ~= '' then words[#words + 1] = before end
  end
  return table.concat(words, ' ')
end

-- Takes such a text over, after something in it has changed.
local function spent_put(a, s, text)
  local newest, before = {}, {}
  for word, kind in string.gmatch(text, '((%a)%S+)') do
    if not newest[kind] then
      newest[kind] = word
    else
      before[kind] = before[kind] and before[kind] .. ' ' .. word or word
    end
  end
  for i, kind in ipairs(SPENT_KINDS) do
    local word, others = newest[kind] or '', before[kind] or ''
    if s[kind] ~= word then account_set(a, s.prefix .. 'spent_' .. kind, word) end
    if (s.past[i] or '') ~= others then account_set(a, s.prefix .. 'past_' .. kind, others) end
    s[kind], s.past[i] = word, others
  end
end

-- Whether these periods are the newest of their kinds, so that nothing has to begin.
local function spent_is_running(s, periods)
  for period, kind in string.gmatch(periods, '((%a)%S+)') do
    if string.find(s[kind], period, 1, true) ~= 1 then return false end
  end
  return true
end

-- Counts money in the running periods.
local function spent_count(a, s, periods, money, now)
  if not spent_is_running(s, periods) then
    spent_put(a, s, sums_count(spent_text(a, s), periods, money, 0, now))
  elseif money ~= 0 then
    for period, kind in string.gmatch(periods, '((%a)%S+)') do
      s[kind] = sums_plus(s[kind], period, money)
      account_set(a, s.prefix .. 'spent_' .. kind, s[kind])
    end
  end
end

-- Moves the money of a hold that was authorized then in the periods in which it counts.
local function spent_move(a, s, authorized_at, money)
  if money == 0 then return end
  local moved = {}
  for _, kind in ipairs(SPENT_KINDS) do
    if s[kind] ~= '' then
      moved[kind] = sums_plus_at(s[kind], authorized_at, money)
      if not moved[kind] then return spent_put(a, s, sums_move(spent_text(a, s), authorized_at, money, 0)) end
    end
  end
  for kind, sum in pairs(moved) do
    s[kind] = sum
    account_set(a, s.prefix .. 'spent_' .. kind, sum)
  end
end

-- The same for the accounts of a hold: of its own, and of the root above it.
local function spent_move_accounts(accounts, authorized_at, money)
  local first, root = accounts[1], accounts[#accounts]
  spent_move(first, first.spent, authorized_at, money)
  if root ~= first then spent_move(root, root.below, authorized_at, money) end
end
