/**
 * The real binary in a child process, in a folder of its own that is gone when the tests have ended.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { afterAll } from "vitest"

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly pid: number
  /** Succeeds when the text has been printed, on either stream, after what was seen before. Dies when it ends without. */
  readonly saw: (text: string) => Effect.Effect<void>
  /** What matches right after the text that `saw` waits for. */
  readonly after: (text: string, pattern: RegExp) => Effect.Effect<string>
  readonly type: (keys: string) => Effect.Effect<void>
  readonly signal: (signal: NodeJS.Signals) => Effect.Effect<void>
  readonly ended: Effect.Effect<Ended>
}

type Settings = Readonly<Record<string, string>>

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const cache = join(tmpdir(), "layercake-compile-cache")

/** A new folder with these files. */
export const folderWith = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "layercake-cli-")))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** Without a terminal: stdin is empty or holds the input, stdout and stderr are pipes. */
export const start = (
  folder: string,
  args: ReadonlyArray<string>,
  settings: Settings = {},
  input?: string
): Running => {
  const child = spawn(process.execPath, [main, ...args], {
    ...optionsOf(folder, settings),
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"]
  })
  // Whoever needs no input may end before it has come.
  child.stdin?.on("error", () => undefined).end(input)
  return watch(child)
}

export const layercake = (
  folder: string,
  args: ReadonlyArray<string>,
  settings: Settings = {},
  input?: string
): Effect.Effect<Ended> => Effect.suspend(() => start(folder, args, settings, input).ended)

/** At a pseudo terminal of 80 columns, through `script` of util-linux. What it prints is all on stdout. */
export const startAtTerminal = (
  folder: string,
  args: ReadonlyArray<string>,
  settings: Settings = {}
): Running => {
  const command = [process.execPath, main, ...args].map((word) => `'${word}'`).join(" ")
  return watch(
    spawn("script", ["-qec", `stty cols 80 rows 40; exec ${command}`, "/dev/null"], {
      ...optionsOf(folder, settings),
      stdio: ["pipe", "pipe", "pipe"]
    })
  )
}

const optionsOf = (folder: string, settings: Settings) => ({
  cwd: folder,
  env: {
    PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
    HOME: folder,
    TERM: "xterm",
    NODE_COMPILE_CACHE: cache,
    ...settings
  }
})

const watch = (child: ChildProcess): Running => {
  let stdout = ""
  let stderr = ""
  let all = ""
  let from = 0
  let closed: Ended | undefined
  const listeners = new Set<() => void>()
  const tell = () => listeners.forEach((listener) => listener())
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
    all += text
    tell()
  })
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
    all += text
    tell()
  })
  child.on("close", (code) => {
    closed = { code, stdout, stderr }
    tell()
  })
  const until = <A>(look: () => Effect.Effect<A> | undefined) =>
    Effect.callback<A>((resume) => {
      const listener = () => {
        const found = look()
        if (found === undefined) return
        listeners.delete(listener)
        resume(found)
      }
      listeners.add(listener)
      listener()
      return Effect.sync(() => listeners.delete(listener))
    })
  const saw = (text: string) =>
    until(() => {
      const at = all.indexOf(text, from)
      if (at < 0) return closed === undefined ? undefined : Effect.die(`it ended without "${text}":\n${all}`)
      from = at + text.length
      return Effect.void
    })
  return {
    pid: child.pid ?? 0,
    saw,
    after: (text, pattern) => Effect.map(saw(text), () => pattern.exec(all.slice(from))?.[0] ?? ""),
    type: (keys) => Effect.sync(() => void child.stdin?.write(keys)),
    signal: (signal) => Effect.sync(() => void child.kill(signal)),
    ended: until(() => (closed === undefined ? undefined : Effect.succeed(closed)))
  }
}
