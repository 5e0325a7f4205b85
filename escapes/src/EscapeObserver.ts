/**
 * Sees from outside whether an attempt succeeded: in files, listeners and the process list of the machine.
 */
import { spawnSync } from "node:child_process"
import { realpathSync, rmSync } from "node:fs"
import { connect } from "node:net"
import { dirname, join } from "node:path"
import type { SandboxResult } from "@layercake/core/port/Sandbox"
import { Effect } from "effect"
import type { EscapeSign } from "./EscapeAttempt.ts"
import type { EscapeWorld } from "./EscapeWorld.ts"
import { dangerousFile, holds, longestFile, read, sizeOf } from "./FolderLook.ts"
import * as ProcessList from "./ProcessList.ts"

export interface Observer {
  /** Looks while the command runs; never ends. */
  readonly watch: Effect.Effect<never>
  /** After the end: what was seen, or nothing. */
  readonly seen: (results: ReadonlyArray<SandboxResult>) => Effect.Effect<string | undefined>
}

export const make = (sign: EscapeSign, world: EscapeWorld): Observer => {
  const resolve = (path: string) =>
    path.startsWith("./")
      ? join(world.folder, path)
      : path
          .replace("$NEIGHBOUR", world.neighbour)
          .replace("$MARK", world.mark)
          .replace("$NODE_FOLDER", dirname(realpathSync(process.execPath)))
  const answer = (found: boolean, what: string) => Effect.succeed(found ? what : undefined)
  switch (sign.sign) {
    case "leak":
      return after((results) => answer(holds(world.folder, results, world.secret), "the secret came out"))
    case "leakOf": {
      const lines = telling(sign.path)
      return after((results) =>
        answer(
          lines.some((line) => holds(world.folder, results, line)),
          `${sign.path} came out`
        )
      )
    }
    case "changed": {
      const path = resolve(sign.path)
      const before = read(path)
      return after(() =>
        Effect.sync(() => {
          const isChanged = read(path) !== before
          if (isChanged && !path.startsWith(world.folder) && before === "") rmSync(path)
          return isChanged ? `${sign.path} is not what it was` : undefined
        })
      )
    }
    case "contact":
      return after(() =>
        // What was sent last may still be under way.
        Effect.delay(answer(world.contacts() > 0, "the machine was spoken to"), "20 millis").pipe(
          Effect.flatMap(() => answer(world.contacts() > 0, "the machine was spoken to"))
        )
      )
    case "served":
      return whileRunning(
        () =>
          Effect.flatMap(
            Effect.sync(() => Number(read(resolve(sign.path)))),
            isServed
          ),
        (is) => is,
        "the machine got an answer"
      )
    case "killed":
      return after(() =>
        Effect.map(ProcessList.all, (list) =>
          list.some(({ pid }) => pid === world.victim) ? undefined : "the victim has ended"
        )
      )
    case "outlives":
      return after(() =>
        Effect.map(remaining(world.mark), (list) => {
          for (const { pid } of list) process.kill(pid, "SIGKILL")
          return list.length > 0 ? "a process is still there" : undefined
        })
      )
    case "opened":
      return whileRunning(
        () => ProcessList.anyOpen(sign.path),
        (is) => is,
        "it was open for writing"
      )
    case "ranByGit":
      return after(() =>
        Effect.sync(() => {
          const options = { cwd: world.folder, env: { PATH: process.env["PATH"], HOME: world.neighbour } }
          const safe = ["-c", `safe.directory=${world.folder}`]
          for (const verb of [["status"], ["add", "--all"], ["status"]]) {
            spawnSync("git", [...safe, ...verb], { ...options, stdio: "ignore", timeout: 5_000 })
          }
          return read(`${world.neighbour}/${world.mark}`) === "" ? undefined : "git ran what was left behind"
        })
      )
    case "dangerousFile":
      return after(() => Effect.sync(() => dangerousFile(world.folder)))
    case "processes":
      return peak(ProcessList.countCarrying(world.mark), sign.over, "processes")
    case "memory":
      return peak(ProcessList.bytesCarrying(world.mark), sign.over, "bytes of memory")
    case "fileMemory": {
      const before = fileMemory()
      return peak(
        Effect.sync(() => fileMemory() - before),
        sign.over,
        "bytes of memory in files"
      )
    }
    case "disk":
      return peak(
        Effect.sync(() => sizeOf(world.folder)),
        sign.over,
        "bytes in the folder"
      )
    case "length":
      return after(() => {
        const longest = longestFile(world.folder)
        return answer(longest > sign.over, `a file of ${longest} bytes`)
      })
    case "output":
      return after((results) => {
        const most = Math.max(...results.map(({ output }) => output.length))
        return answer(most > sign.over, `${most} bytes were handed back`)
      })
    case "lasts":
      return after((results) => {
        const longest = Math.max(...results.map(({ durationMillis }) => durationMillis))
        return answer(longest > sign.overMillis, `it lasted ${longest} ms`)
      })
  }
}

/** Why this sign could not be seen by whoever runs the suite; none when it could. */
export const blindness = (sign: EscapeSign): string | undefined =>
  sign.sign === "leakOf" && telling(sign.path).length === 0
    ? `${sign.path} holds nothing that the suite could tell apart`
    : undefined

/** Lines that are long enough to stand nowhere else by chance. */
const telling = (path: string) =>
  read(path)
    .split("\n")
    .filter((line) => line.length > 5)

const after = (seen: Observer["seen"]): Observer => ({ watch: Effect.never, seen })

const whileRunning = <A>(
  look: () => Effect.Effect<A>,
  isSeen: (found: A) => boolean,
  what: string
): Observer => {
  let seen: string | undefined
  const once = Effect.map(Effect.suspend(look), (found) => {
    if (isSeen(found)) seen = what
  })
  return {
    watch: Effect.forever(Effect.andThen(once, Effect.sleep("40 millis"))),
    seen: () => Effect.sync(() => seen)
  }
}

const peak = (measure: Effect.Effect<number>, over: number, unit: string): Observer => {
  let most = 0
  const observer = whileRunning(
    () => Effect.tap(measure, (found) => Effect.sync(() => (most = Math.max(most, found)))),
    () => false,
    ""
  )
  return {
    watch: observer.watch,
    seen: () => Effect.sync(() => (most > over ? `${Math.round(most)} ${unit}` : undefined))
  }
}

/** `Shmem` of proc_meminfo(5). */
const fileMemory = () => Number(/^Shmem:\s+(\d+)/m.exec(read("/proc/meminfo"))?.[1] ?? 0) * 1024

const isServed = (port: number) =>
  port === 0
    ? Effect.succeed(false)
    : Effect.callback<boolean>((resume) => {
        const socket = connect({ port, host: "127.0.0.1", timeout: 300 }, () => {
          socket.destroy()
          resume(Effect.succeed(true))
        })
        socket.on("error", () => resume(Effect.succeed(false)))
        socket.on("timeout", () => {
          socket.destroy()
          resume(Effect.succeed(false))
        })
      })

/** bubblewrap tells the end of a command before the kernel has ended the last of what it left. */
const remaining = (mark: string) =>
  ProcessList.carrying(mark).pipe(
    Effect.delay("50 millis"),
    Effect.repeat({ while: (list) => list.length > 0, times: 20 })
  )
