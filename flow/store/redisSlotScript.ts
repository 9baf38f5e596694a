/**
 * Reserves a slot in Redis: the same search as in slotSearch.ts, where it is explained, and the same memory of full
 * stretches as in fullStretches.ts. One script is one step for Redis, so nobody comes in between.
 *
 * Lua's numbers hold microseconds exactly, but Lua would write them with 14 digits; `text` writes all of them.
 *
 * KEYS: slots (sorted set of ids by instant), line (hash), order tails (sorted set of orders by instant).
 * ARGV: id, count, per, from, not after (or empty), now, order ("=name", or empty), grace, and from and to of each
 * open span, or "always". All times in microseconds.
 */
export const RESERVE_SLOT = `
local SLOTS, LINE, TAILS = KEYS[1], KEYS[2], KEYS[3]
local id, order = ARGV[1], ARGV[7]
local count, per, from = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local notAfter, now = tonumber(ARGV[5]) or math.huge, tonumber(ARGV[6])
local grace = tonumber(ARGV[8])

local BATCH = 256
local MOST_STRETCHES = 32
local MOST_FORGOTTEN = 500

local function text(number)
	return string.format('%.0f', number)
end

-- The line: how many slots lie at or before an instant, and the slots from an index on.
local function upTo(us)
	return redis.call('ZCOUNT', SLOTS, '-inf', text(us))
end
local function slice(index, length)
	local rows = redis.call('ZRANGE', SLOTS, index, index + length - 1, 'WITHSCORES')
	local slots = {}
	for n = 2, #rows, 2 do slots[n / 2] = tonumber(rows[n]) end
	return slots
end

-- The end of the last full window around an instant; nil if the instant is free.
local function fullUntil(at)
	local near = upTo(at + per - 1)
	if near < count then return nil end
	local before = upTo(at)
	local earliest = math.max(upTo(at - per), before - count)
	local latest = math.min(before, near - count)
	while latest >= earliest do
		local index = math.max(earliest, latest - BATCH + 1)
		local firsts = slice(index, latest - index + 1)
		local lasts = firsts
		if count > 1 then lasts = slice(index + count - 1, latest - index + 1) end
		for n = #firsts, 1, -1 do
			if math.max(at, lasts[n]) - math.min(at, firsts[n]) < per then return firsts[n] + per end
		end
		latest = latest - BATCH
	end
	return nil
end

-- The first instant from an instant on that lies in an open span; nil if there is none.
local span = 9
local function nextOpen(at)
	if ARGV[9] == 'always' then return at end
	while span < #ARGV do
		local opens, closes = tonumber(ARGV[span]), tonumber(ARGV[span + 1])
		if closes > at and closes > opens then return math.max(at, opens) end
		span = span + 2
	end
	return nil
end

-- The stretches that are known to be full, as { from, to }.
local function knownFull()
	local numbers = {}
	for number in string.gmatch(redis.call('HGET', LINE, 'full') or '', '%S+') do numbers[#numbers + 1] = tonumber(number) end
	local stretches = {}
	if numbers[1] ~= count or numbers[2] ~= per then return stretches end
	for n = 3, #numbers, 2 do stretches[#stretches + 1] = { numbers[n], numbers[n + 1] } end
	return stretches
end

local function rememberFull(stretches, after)
	table.sort(stretches, function(one, other) return one[1] < other[1] end)
	local joined = {}
	for _, stretch in ipairs(stretches) do
		local last = joined[#joined]
		if stretch[2] > after then
			if last and stretch[1] <= last[2] then last[2] = math.max(last[2], stretch[2])
			else joined[#joined + 1] = stretch end
		end
	end
	local words = { text(count), text(per) }
	for n = math.max(1, #joined - MOST_STRETCHES + 1), #joined do
		words[#words + 1] = text(joined[n][1])
		words[#words + 1] = text(joined[n][2])
	end
	redis.call('HSET', LINE, 'full', table.concat(words, ' '))
end

local function used(slot)
	return upTo(slot) - upTo(slot - per)
end
local function taken(slot)
	return { 'taken', text(slot), math.max(1, upTo(slot) - upTo(from)), used(slot) }
end

local same = redis.call('ZSCORE', SLOTS, id)
if same then return taken(tonumber(same)) end

local known = knownFull()
local found = {}
local function endOf(at)
	for _, stretch in ipairs(known) do
		if stretch[1] <= at and at < stretch[2] then return stretch[2] end
	end
	return nil
end
local function firstFreeSlot(at)
	while true do
		local opensAt = nextOpen(at)
		if not opensAt then return nil, at end
		at = opensAt
		local untilUs = endOf(at) or fullUntil(at)
		if not untilUs then return at, at end
		local last = found[#found]
		if last and last[2] == at then last[2] = untilUs else found[#found + 1] = { at, untilUs } end
		at = untilUs
	end
end

local tail = order ~= '' and redis.call('ZSCORE', TAILS, order)
local slot, reached = firstFreeSlot(math.max(from, tonumber(tail or from)))
local isTaken = slot and slot <= notAfter
local longest = math.max(tonumber(redis.call('HGET', LINE, 'longest') or 0), per)
local useless = math.min(from, now) - longest - grace

local function forget(key)
	local old = redis.call('ZCOUNT', key, '-inf', text(useless))
	if old > 0 then redis.call('ZREMRANGEBYRANK', key, 0, math.min(old, MOST_FORGOTTEN) - 1) end
end
if isTaken then
	redis.call('ZADD', SLOTS, text(slot), id)
	if order ~= '' then redis.call('ZADD', TAILS, text(slot), order) end
	forget(SLOTS)
	forget(TAILS)
end
if #found > 0 then
	for _, stretch in ipairs(known) do found[#found + 1] = stretch end
	rememberFull(found, useless)
end

redis.call('HSET', LINE, 'longest', text(longest))

local keepMs = math.ceil((reached - useless) / 1000)
for _, key in ipairs(KEYS) do
	if redis.call('PTTL', key) < keepMs then redis.call('PEXPIRE', key, text(keepMs)) end
end

if not slot then return { 'moreSpans', text(reached) } end
if isTaken then return taken(slot) end
return { 'tooLate', text(slot), used(slot) }
`;
