/**
 * The processes of this machine as `/proc` shows them to whoever runs the suite.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { Effect } from "effect"

interface Entry {
  readonly pid: number
  readonly command: string
}

export const all: Effect.Effect<ReadonlyArray<Entry>> = Effect.sync(() =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    // One that has ended is no process, though it waits for its burial.
    .filter(
      (pid) => !/^State:\s+[ZX]/m.test(text(`/proc/${pid}/status`)) && text(`/proc/${pid}/status`) !== ""
    )
    .map((pid) => ({ pid: Number(pid), command: text(`/proc/${pid}/cmdline`) }))
)

/** With this word among its arguments; not the processes that carry the whole script. */
export const carrying = (mark: string) =>
  Effect.map(all, (list) => list.filter(({ command }) => command.includes(mark) && command.length < 4_000))

export const countCarrying = (mark: string) => Effect.map(carrying(mark), (list) => list.length)

export const bytesCarrying = (mark: string) =>
  Effect.map(carrying(mark), (list) =>
    list.reduce(
      (total, { pid }) =>
        total + Number(/^VmRSS:\s+(\d+)/m.exec(text(`/proc/${pid}/status`))?.[1] ?? 0) * 1024,
      0
    )
  )

/** Whether any process has a file open for writing whose path ends so. */
export const anyOpen = (end: string) =>
  Effect.map(all, (list) =>
    list.some(({ pid }) =>
      names(`/proc/${pid}/fd`).some(
        (fd) => link(`/proc/${pid}/fd/${fd}`).endsWith(end) && isWritable(text(`/proc/${pid}/fdinfo/${fd}`))
      )
    )
  )

/** The last octal digit of `flags` in proc_pid_fdinfo(5): 0 is for reading alone. */
const isWritable = (info: string) => (Number(/^flags:\s+\d*(\d)$/m.exec(info)?.[1] ?? 0) & 3) !== 0

const quietly = <A>(read: () => A, otherwise: A): A =>
  Effect.runSync(Effect.orElseSucceed(Effect.try(read), () => otherwise))

const text = (path: string) => quietly(() => readFileSync(path, "utf8"), "")
const names = (path: string) => quietly(() => readdirSync(path), [])
const link = (path: string) => quietly(() => readlinkSync(path), "")
