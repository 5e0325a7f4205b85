/**
 * What BullMQ's own scripts do not do, as scripts on the same keys: each is one atomic step. They rest on how BullMQ
 * 6 scores what waits: `priority * 2^32 + serial`, the lowest first, and what lies in `wait` before all of it.
 *
 * A job comes in with `unplacedPriority`, behind everything. `place` then gives it a score of its own, 2^20 times its
 * place plus its serial, and the priority `turnPriority`: should it come back without delay, it comes before everything
 * that has a place. Places begin at 2^13 and end at 2^32, which a tier reaches after four thousand million rounds.
 */
export interface RedisScript {
  readonly numberOfKeys: number
  readonly lua: string
}

/** The priority of a job that waits for its place. */
export const unplacedPriority = 1_048_576

/** Redis takes and gives scores as text; a number in Lua would be rounded on the way. */
const bands = `
local unplaced, first = 4503599627370496, 8589934592
local unplacedText = '4503599627370496'
`

/**
 * Start-time fair queueing (Goyal, Vin and Cheng, 1996) with jobs of equal size: the place of a job is the one served
 * now or the one after the last of its project, whichever is later. KEYS: wait, prioritized, places, meta. ARGV: prefix of
 * job keys, how many will be taken next. Returns how many wait.
 */
export const place = `${bands}
local served = tonumber(redis.call('ZSCORE', KEYS[3], '') or '8192')
local fresh = redis.call('ZRANGEBYSCORE', KEYS[2], unplacedText, '+inf', 'WITHSCORES', 'LIMIT', 0, 500)
if #fresh > 0 then redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', '(' .. served) end
for i = 1, #fresh, 2 do
  local key = ARGV[1] .. fresh[i]
  local project = redis.call('HGET', key, 'name') or '?'
  local at = math.max(served, tonumber(redis.call('ZSCORE', KEYS[3], project) or '0') + 1)
  local score = at * 1048576 + (tonumber(fresh[i + 1]) - unplaced) % 1048576
  redis.call('ZADD', KEYS[3], at, project)
  redis.call('ZADD', KEYS[2], string.format('%.0f', score), fresh[i])
  redis.call('HSET', key, 'priority', 1)
end
local ahead, behind = redis.call('LLEN', KEYS[1]), redis.call('ZCARD', KEYS[2])
local taken = math.min(tonumber(ARGV[2]) - ahead, behind)
if taken > 0 and redis.call('HEXISTS', KEYS[4], 'paused') == 0 then
  local last = tonumber(redis.call('ZRANGE', KEYS[2], taken - 1, taken - 1, 'WITHSCORES')[2])
  if last >= first and last < unplaced then
    redis.call('ZADD', KEYS[3], 'GT', math.floor(last / 1048576), '')
  end
end
return ahead + behind
`

/** KEYS: job, wait, active, prioritized, delayed, failed, stalled, cancelled, lock. ARGV: id, reason, time. */
const cancel = `
local id = ARGV[1]
if redis.call('ZREM', KEYS[4], id) + redis.call('ZREM', KEYS[5], id)
  + redis.call('LREM', KEYS[2], 1, id) + redis.call('LREM', KEYS[3], 1, id) == 0 then return 0 end
redis.call('DEL', KEYS[9])
redis.call('SREM', KEYS[7], id)
redis.call('HSET', KEYS[1], 'failedReason', ARGV[2], 'finishedOn', ARGV[3])
redis.call('ZADD', KEYS[6], ARGV[3], id)
redis.call('SADD', KEYS[8], id)
return 1
`

/** KEYS: job, failed, cancelled, prioritized, pc, marker, meta. ARGV: id, time, unplaced priority. */
const requeue = `${bands}
if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then return 0 end
redis.call('SREM', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[1], 'ats', 'atm', 'stc', 'defa', 'processedOn', 'finishedOn')
redis.call('HSET', KEYS[1], 'priority', ARGV[3], 'progress', ARGV[2], 'delay', 0)
redis.call('ZADD', KEYS[4], string.format('%.0f', unplaced + redis.call('INCR', KEYS[5])), ARGV[1])
if redis.call('HEXISTS', KEYS[7], 'paused') == 0 then redis.call('ZADD', KEYS[6], 0, '0') end
return 1
`

/**
 * KEYS: of the tier it leaves: job, wait, prioritized, delayed, failed, cancelled; of the tier it enters: job, prioritized,
 * delayed, failed, cancelled, pc, marker, meta. ARGV: id, unplaced priority.
 */
const move = `${bands}
local id = ARGV[1]
if redis.call('ZREM', KEYS[3], id) + redis.call('LREM', KEYS[2], 1, id) > 0 then
  redis.call('RENAME', KEYS[1], KEYS[7])
  redis.call('HSET', KEYS[7], 'priority', ARGV[2])
  redis.call('ZADD', KEYS[8], string.format('%.0f', unplaced + redis.call('INCR', KEYS[12])), id)
  if redis.call('HEXISTS', KEYS[14], 'paused') == 0 then redis.call('ZADD', KEYS[13], 0, '0') end
  return 1
end
local due, ended = redis.call('ZSCORE', KEYS[4], id), redis.call('ZSCORE', KEYS[5], id)
if not due and not ended then return 0 end
redis.call('RENAME', KEYS[1], KEYS[7])
if due then
  redis.call('ZREM', KEYS[4], id)
  redis.call('ZADD', KEYS[9], due, id)
  redis.call('ZADD', KEYS[13], tonumber(redis.call('ZRANGE', KEYS[9], 0, 0, 'WITHSCORES')[2]) / 4096, '1')
else
  redis.call('ZREM', KEYS[5], id)
  redis.call('ZADD', KEYS[10], ended, id)
  if redis.call('SREM', KEYS[6], id) == 1 then redis.call('SADD', KEYS[11], id) end
end
return 1
`

/**
 * Back to the front of the line. KEYS: active, wait, stalled, marker, meta. ARGV: prefix of job keys, time, then either
 * nothing, for all that run, or the id and the token of one, whose delivery then never happened. Returns how many.
 */
const giveBack = `
local ids = redis.call('LRANGE', KEYS[1], 0, -1)
if ARGV[3] then
  if redis.call('GET', ARGV[1] .. ARGV[3] .. ':lock') ~= ARGV[4] then return 0 end
  redis.call('HINCRBY', ARGV[1] .. ARGV[3], 'ats', -1)
  ids = { ARGV[3] }
end
for _, id in ipairs(ids) do
  redis.call('DEL', ARGV[1] .. id .. ':lock')
  redis.call('LREM', KEYS[1], 1, id)
  redis.call('SREM', KEYS[3], id)
  redis.call('RPUSH', KEYS[2], id)
  if not ARGV[3] then redis.call('HSET', ARGV[1] .. id, 'progress', ARGV[2]) end
end
if #ids > 0 and redis.call('HEXISTS', KEYS[5], 'paused') == 0 then redis.call('ZADD', KEYS[4], 0, '0') end
return #ids
`

export const scripts = {
  place: { numberOfKeys: 4, lua: place },
  cancel: { numberOfKeys: 9, lua: cancel },
  requeue: { numberOfKeys: 7, lua: requeue },
  move: { numberOfKeys: 14, lua: move },
  giveBack: { numberOfKeys: 5, lua: giveBack }
}
