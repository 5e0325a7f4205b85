/**
 * BullMQ's own scripts, run several times in one call: what a thousand jobs a second cost is mostly the calls. Each
 * script of ours holds the text of one or two of BullMQ's as a function, and calls it once for each job with the keys and
 * arguments that BullMQ itself would give; the order of both is BullMQ's.
 */
import { place, unplacedPriority, type RedisScript } from "./RedisJobScript.ts"

/** Keys in the order in which `RedisJobTier` gives them. */
const names =
  "wait active prioritized events stalled limiter delayed paused meta pc marker id completed metrics:completed places"
export const batchKeys = names.split(" ")

const keys = `
local wait, active, prioritized, events, stalled, limiter, delayed, paused, meta, pc,
  marker, serial, completed, metrics, places = unpack(KEYS)
local prefix, now = ARGV[1], ARGV[2]
`

const asFunction = (name: string, lua: string) => `local ${name} = function(KEYS, ARGV)\n${lua}\nend\n`

/**
 * Adds those that no tier has. ARGV: prefix of job keys, time, prefixes of the job keys of the three other tiers, then
 * for each job: id, project, data, delay.
 */
const enqueue = `
for i = 6, #ARGV, 4 do
  local id, project, data, delay = ARGV[i], ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[i + 3])
  if redis.call('EXISTS', prefix .. id, ARGV[3] .. id, ARGV[4] .. id, ARGV[5] .. id) == 0 then
    local job = { cmsgpack.pack({ prefix, id, project, tonumber(now) }), data,
      cmsgpack.pack({ priority = ${unplacedPriority}, delay = delay }) }
    if delay > 0 then
      addDelayed({ marker, meta, serial, delayed, completed, events }, job)
    else
      addPrioritized({ marker, meta, serial, prioritized, delayed, completed, active, events, pc }, job)
    end
  end
end
return place({ wait, prioritized, places, meta }, { prefix, 0 })
`

/**
 * Gives places, then claims until there is nothing more. ARGV: prefix of job keys, time, milliseconds of a lease, the
 * token, how many at most. Returns BullMQ's answers; the last one is the first that brought no job, if one did not.
 */
const claim = `
local count = tonumber(ARGV[5])
place({ wait, prioritized, places, meta }, { prefix, count })
local keys = { wait, active, prioritized, events, stalled, limiter, delayed, paused, meta, pc, marker }
local args = { prefix, now, cmsgpack.pack({ token = ARGV[4], lockDuration = tonumber(ARGV[3]) }) }
local answers = {}
for i = 1, count do
  answers[i] = moveToActive(keys, args)
  if type(answers[i][1]) ~= 'table' then break end
end
return answers
`

/** Completes and removes. ARGV: prefix of job keys, time, then for each job id and token. Returns BullMQ's codes. */
const complete = `
local codes, token, opts = {}, nil, nil
for i = 3, #ARGV, 2 do
  local id = ARGV[i]
  if token ~= ARGV[i + 1] then
    token = ARGV[i + 1]
    opts = cmsgpack.pack({ token = token, keepJobs = { count = 0 }, attempts = 1, maxMetricsSize = '' })
  end
  codes[#codes + 1] = moveToFinished({ wait, active, prioritized, events, stalled, limiter, delayed, paused, meta, pc,
    completed, prefix .. id, metrics, marker }, { id, now, 'returnvalue', 'null', 'completed', '0', prefix, opts, '' })
end
return codes
`

/** Given the texts of BullMQ's scripts by name. */
export const made = (bull: ReadonlyMap<string, string>) => {
  const script = (parts: ReadonlyArray<string>, body: string): RedisScript => ({
    numberOfKeys: batchKeys.length,
    lua: [...parts, keys, body].join("")
  })
  // A release of BullMQ without it must not do nothing in its place.
  const bullFunction = (name: string, from: string) =>
    asFunction(name, bull.get(from) ?? `error('BullMQ has no script ${from}')`)
  const placeFunction = asFunction("place", place)
  return {
    enqueue: script(
      [
        placeFunction,
        bullFunction("addDelayed", "addDelayedJob"),
        bullFunction("addPrioritized", "addPrioritizedJob")
      ],
      enqueue
    ),
    claim: script([placeFunction, bullFunction("moveToActive", "moveToActive")], claim),
    complete: script([bullFunction("moveToFinished", "moveToFinished")], complete)
  }
}
