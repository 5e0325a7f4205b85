/**
 * Memory that the processes of a sandbox hold in file systems of their own (tmpfs), which no process has resident.
 */
import { readFileSync } from "node:fs"
import { stat, statfs } from "node:fs/promises"
import { Effect } from "effect"

/** Bytes in every tmpfs that this process sees and LayerCake does not; 0 when it has ended. */
export const tmpfsBytes = Effect.fnUntraced(function* (pid: number) {
  const ours = new Set((yield* mountsOf("self")).map(({ device }) => device))
  const theirs = new Map((yield* mountsOf(String(pid))).map(({ device, path }) => [device, path]))
  const sizes = yield* Effect.forEach(
    [...theirs].filter(([device]) => !ours.has(device)),
    ([device, path]) => usedBytes(device, `/proc/${pid}/root${path}`),
    { concurrency: 8 }
  )
  return sizes.reduce((total, size) => total + size, 0)
})

/** Fields of proc_pid_mountinfo(5). Of several mounts of one device the last is taken. */
const mountsOf = (process: string) =>
  Effect.try(() => readFileSync(`/proc/${process}/mountinfo`, "utf8")).pipe(
    Effect.map((text) =>
      text.split("\n").flatMap((line) => {
        const [before = "", after = ""] = line.split(" - ")
        const [, , device, , path] = before.split(" ")
        const isTmpfs = after.startsWith("tmpfs ")
        return isTmpfs && device !== undefined && path !== undefined ? [{ device, path }] : []
      })
    ),
    Effect.orElseSucceed(() => [])
  )

/** Nothing when the path leads elsewhere: while a sandbox is being laid out, other mounts may cover it. */
const usedBytes = (device: string, path: string) =>
  Effect.all([Effect.tryPromise(() => stat(path)), Effect.tryPromise(() => statfs(path))]).pipe(
    Effect.map(([{ dev }, system]) =>
      deviceName(dev) === device && system.type === tmpfsType
        ? (system.blocks - system.bfree) * system.bsize
        : 0
    ),
    Effect.orElseSucceed(() => 0)
  )

/** `TMPFS_MAGIC` of statfs(2). */
const tmpfsType = 0x0102_1994

/** As makedev(3) of Linux puts the two numbers together. */
const deviceName = (dev: number) => `${(dev >> 8) & 0xfff}:${(dev & 0xff) | ((dev >> 12) & 0xfff00)}`
