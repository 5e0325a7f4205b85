/**
 * Which browser this machine has and how it may be run. Pages are written by agents, so a browser runs with its own
 * sandbox always, never as root, and inside bubblewrap where there is one.
 */
import { Effect, FileSystem, Option, Schema } from "effect"

/** No page can be shown here. `detail` says what is missing and what to do. */
export class BrowserUnavailable extends Schema.TaggedError<BrowserUnavailable>()("BrowserUnavailable", {
  detail: Schema.String
}) {
  override get message() {
    return `No browser could be used: ${this.detail}`
  }
}

export interface BrowserHost {
  /** Absolute path of the browser. */
  readonly executable: string
  /** Absolute paths; none where the machine has no such program. */
  readonly bubblewrap: Option.Option<string>
  readonly setpriv: Option.Option<string>
  readonly prlimit: Option.Option<string>
  /** Whether this process is root's. */
  readonly isRoot: boolean
}

/** Where a Chromium usually is, best first. */
export const usualPlaces: ReadonlyArray<string> = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium"
]

/** `named`: the browser that the host was told to use; nothing else is tried then. */
export const locate = Effect.fn("BrowserLocation.locate")(function* (named: Option.Option<string>) {
  const files = yield* FileSystem.FileSystem
  const first = Effect.fnUntraced(function* (paths: ReadonlyArray<string>) {
    for (const path of paths) {
      const info = yield* Effect.option(files.stat(path))
      if (Option.exists(info, ({ type }) => type === "File")) return Option.some(path)
    }
    return Option.none<string>()
  })
  const executable = yield* first(
    Option.match(named, { onNone: () => usualPlaces, onSome: (path) => [path] })
  )
  if (Option.isNone(executable))
    return yield* new BrowserUnavailable({
      detail: Option.match(named, {
        onNone: () => "none was found. Install chromium, or set LAYERCAKE_CHROMIUM to its path",
        onSome: (path) => `there is no file ${path}. Correct LAYERCAKE_CHROMIUM`
      })
    })
  const program = (name: string) => first([`/usr/bin/${name}`, `/bin/${name}`, `/usr/local/bin/${name}`])
  return {
    executable: executable.value,
    bubblewrap: yield* program("bwrap"),
    setpriv: yield* program("setpriv"),
    prlimit: yield* program("prlimit"),
    isRoot: process.getuid?.() === 0
  } satisfies BrowserHost
})
