import { RESERVE_SLOT } from './redisSlotScript';

/** A Lua script, which Redis runs as one step. */
export interface RedisScript {
	/** The name under which the client knows it. */
	name: string;
	lua: string;
}

/** KEYS: entry. ARGV: value, time to live. Gives the holder, or nothing when the key was claimed. */
export const CLAIM: RedisScript = {
	name: 'flowClaim',
	lua: `
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end
return redis.call('GET', KEYS[1])
`,
};

/**
 * KEYS: entries. ARGV: of each its expected value ("=value", or empty for none), its new one (likewise), and its time to
 * live (or empty). Gives 1 if they were changed, which they are only if all are as expected.
 */
export const CHANGE_ALL: RedisScript = {
	name: 'flowChangeAll',
	lua: `
for n, key in ipairs(KEYS) do
	local current = redis.call('GET', key)
	if (current and '=' .. current or '') ~= ARGV[3 * n - 2] then return 0 end
end
for n, key in ipairs(KEYS) do
	local value, ttl = ARGV[3 * n - 1], ARGV[3 * n]
	if value == '' then redis.call('DEL', key)
	elseif ttl == '' then redis.call('SET', key, string.sub(value, 2))
	else redis.call('SET', key, string.sub(value, 2), 'PX', ttl) end
end
return 1
`,
};

/**
 * A cluster sends a script to the node that has its key, and a bare SCAN to any.
 *
 * KEYS: any one. ARGV: cursor, pattern, about how many to look at. Gives the next cursor and the keys.
 */
export const SCAN: RedisScript = {
	name: 'flowScan',
	lua: `
return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
`,
};

export const RESERVE: RedisScript = { name: 'flowReserveSlot', lua: RESERVE_SLOT };

/**
 * Timers are in one of two sorted sets: those that may be taken, by the instant at which they are due, and those that are
 * kept, by the instant until which they are. So whoever looks for one does not have to look through all that are kept.
 *
 * KEYS: free, kept, due (hash), payloads (hash). ARGV: id, due, payload, kept until (or empty).
 */
export const SET_TIMER: RedisScript = {
	name: 'flowSetTimer',
	lua: `
local id = ARGV[1]
redis.call('HSET', KEYS[3], id, ARGV[2])
redis.call('HSET', KEYS[4], id, ARGV[3])
redis.call('ZREM', KEYS[1], id)
redis.call('ZREM', KEYS[2], id)
if ARGV[4] == '' then redis.call('ZADD', KEYS[1], ARGV[2], id)
else redis.call('ZADD', KEYS[2], ARGV[4], id) end
`,
};

/** KEYS: as for setting one. ARGV: due before, now, lease, limit. Gives id, due and payload of each, in one row. */
export const TAKE_TIMERS: RedisScript = {
	name: 'flowTakeTimers',
	lua: `
local MOST_FREED = 1000
local now, lease = tonumber(ARGV[2]), tonumber(ARGV[3])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[2], 'LIMIT', 0, MOST_FREED)) do
	local due = redis.call('HGET', KEYS[3], id)
	redis.call('ZREM', KEYS[2], id)
	-- Redis may have lost a part of a timer (by eviction); the rest must not stand in the way of all others.
	if due then redis.call('ZADD', KEYS[1], due, id) end
end

local taken = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[4])) do
	local due = redis.call('HGET', KEYS[3], id)
	local payload = redis.call('HGET', KEYS[4], id)
	redis.call('ZREM', KEYS[1], id)
	if due and payload then
		redis.call('ZADD', KEYS[2], string.format('%.3f', math.max(tonumber(due), now) + lease), id)
		taken[#taken + 1] = id
		taken[#taken + 1] = due
		taken[#taken + 1] = payload
	end
end
return taken
`,
};

/** KEYS: as for setting one. ARGV: id. */
export const CLEAR_TIMER: RedisScript = {
	name: 'flowClearTimer',
	lua: `
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
`,
};

export const SCRIPTS = [CLAIM, CHANGE_ALL, SCAN, RESERVE, SET_TIMER, TAKE_TIMERS, CLEAR_TIMER];
