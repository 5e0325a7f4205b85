/**
 * What a process has started, as `/proc` tells it, and how to end all of it. Knows nothing of why.
 *
 * A process belongs to the tree when its parents lead to the root, when it is in the root's group or session, when its
 * environment holds the tree's mark, or when it was in the tree before. The mark finds daemons that have left group,
 * session and parent behind; those seen before are what outlives the root for a moment, in a session of its own. Where the
 * system has no `/proc` (macOS) only the root's group is known.
 */
import { readdirSync, readFileSync } from "node:fs"
import { Clock, Effect, Option } from "effect"

export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  /** Clock ticks between the start of the machine and the start of the process: tells a reused pid apart. */
  readonly startedAt: number
  readonly residentBytes: number
}

export interface ProcessTree {
  /** Leads its own session and group. */
  readonly root: number
  readonly rootStartedAt: number | undefined
  /** `NAME=value` that stands in the environment of everything the tree starts. */
  readonly mark: string | undefined
  /** Processes whose environment was looked at and does not hold the mark. */
  readonly strangers: Set<string>
  /** Processes that were once found in the tree. */
  readonly seen: Set<string>
}

export const make = (root: number, rootStartedAt: number | undefined, mark?: string): ProcessTree => ({
  root,
  rootStartedAt,
  mark,
  strangers: new Set(),
  seen: new Set()
})

/** The tree below a process that was just started as leader of its own session. */
export const from = (root: number, mark?: string): Effect.Effect<ProcessTree> =>
  Effect.map(find(root), (entry) => make(root, Option.getOrUndefined(entry)?.startedAt, mark))

/** The process with this id; none when it has ended, waits to be buried, or there is no `/proc`. */
export const find = (pid: number): Effect.Effect<Option.Option<ProcessEntry>> =>
  Effect.option(readProc(`${pid}/stat`)).pipe(Effect.map(Option.flatMap(parse)))

/** Every process of the machine that is visible. */
export const all: Effect.Effect<ReadonlyArray<ProcessEntry>> = Effect.gen(function* () {
  const names = yield* Effect.orElseSucceed(
    Effect.try(() => readdirSync("/proc")),
    () => []
  )
  const entries = yield* Effect.forEach(
    names.filter((name) => isNumeric.test(name)),
    (name) => find(Number(name))
  )
  return entries.flatMap(Option.toArray)
})

/** What is alive of the tree. */
export const members = Effect.fnUntraced(function* (tree: ProcessTree) {
  const entries = yield* all
  const marked = yield* Effect.filter(entries, (entry) => isMarked(tree, entry))
  const within = new Set([
    ...entries
      .filter((entry) => leads(tree, entry) || tree.seen.has(nameOf(entry)))
      .map((entry) => entry.pid),
    ...marked.map((entry) => entry.pid)
  ])
  for (let before = -1; before !== within.size;) {
    before = within.size
    for (const entry of entries) if (within.has(entry.parent)) within.add(entry.pid)
  }
  const alive = entries.filter((entry) => within.has(entry.pid))
  for (const entry of alive) tree.seen.add(nameOf(entry))
  return alive
})

/** Sends a signal to everything in the tree, once. */
export const signal = Effect.fnUntraced(function* (tree: ProcessTree, name: NodeJS.Signals) {
  const alive = yield* members(tree)
  // At once for the whole group, so that nothing is started in between.
  if (tree.rootStartedAt === undefined || alive.some((entry) => entry.group === tree.root)) {
    yield* send(-tree.root, name)
  }
  for (const entry of alive) yield* send(entry.pid, name)
  return alive.length
})

/** Kills until nothing of the tree is left, or five seconds have passed. */
export const kill = Effect.fnUntraced(function* (tree: ProcessTree) {
  const deadline = (yield* Clock.currentTimeMillis) + 5_000
  while ((yield* signal(tree, "SIGKILL")) > 0) {
    if ((yield* Clock.currentTimeMillis) > deadline) return
    yield* Effect.sleep("5 millis")
  }
}, Effect.uninterruptible)

/** Whether the environment a process was started with holds this `NAME=value`. */
export const carries = (pid: number, mark: string): Effect.Effect<boolean> =>
  Effect.map(environment(pid), (variables) => variables.includes(mark))

/** The environment a process was started with, as `NAME=value`; empty when it may not be read. */
export const environment = (pid: number): Effect.Effect<ReadonlyArray<string>> =>
  readProc(`${pid}/environ`).pipe(
    Effect.map((text) => text.split("\0")),
    Effect.orElseSucceed(() => [])
  )

const leads = (tree: ProcessTree, entry: ProcessEntry) =>
  entry.pid === tree.root
    ? tree.rootStartedAt === undefined || tree.rootStartedAt === entry.startedAt
    : entry.group === tree.root || entry.session === tree.root

const nameOf = (entry: ProcessEntry) => `${entry.pid}:${entry.startedAt}`

const isMarked = (tree: ProcessTree, entry: ProcessEntry): Effect.Effect<boolean> => {
  if (tree.mark === undefined || entry.startedAt < (tree.rootStartedAt ?? 0)) return Effect.succeed(false)
  const name = nameOf(entry)
  if (tree.strangers.has(name)) return Effect.succeed(false)
  return Effect.tap(carries(entry.pid, tree.mark), (found) =>
    Effect.sync(() => {
      if (!found) tree.strangers.add(name)
    })
  )
}

/** What has ended already, or belongs to somebody else, cannot be signalled and is left alone. */
const send = (pid: number, name: NodeJS.Signals) => Effect.ignore(Effect.try(() => process.kill(pid, name)))

const readProc = (path: string) => Effect.try(() => readFileSync(`/proc/${path}`, "utf8"))

/** Fields of proc_pid_stat(5), counted from the one after the name, which may hold spaces and brackets. */
const parse = (stat: string): Option.Option<ProcessEntry> => {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  const number = (index: number) => Number(fields[index])
  if (fields[0] === "Z" || fields[0] === "X") return Option.none()
  return Option.some({
    pid: Number.parseInt(stat, 10),
    parent: number(1),
    group: number(2),
    session: number(3),
    startedAt: number(19),
    residentBytes: number(21) * pageSize
  })
}

const isNumeric = /^\d+$/

/** AT_PAGESZ of the auxiliary vector: pairs of machine words, the key of the page size is 6. */
const pageSize: number = Effect.runSync(
  Effect.try(() => readFileSync("/proc/self/auxv")).pipe(
    Effect.map((vector) => {
      for (let at = 0; at + 16 <= vector.length; at += 16) {
        if (vector.readBigUInt64LE(at) === 6n) return Number(vector.readBigUInt64LE(at + 8))
      }
      return 4096
    }),
    Effect.orElseSucceed(() => 4096)
  )
)
