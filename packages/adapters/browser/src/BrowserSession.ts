/**
 * A browser for as long as it is used. Closing the scope ends it with everything that it started.
 */
import { Effect, FileSystem, Result } from "effect"
import type { Browser } from "playwright-core"
import { browserCommand } from "./BrowserCommand.ts"
import { type BrowserHost, BrowserUnavailable } from "./BrowserLocation.ts"

const startMillis = 60_000

export const open = Effect.fn("BrowserSession.open")(function* (host: BrowserHost) {
  const files = yield* FileSystem.FileSystem
  const profile = yield* files
    .makeTempDirectoryScoped({ prefix: "layercake-browser-" })
    .pipe(Effect.mapError((error) => new BrowserUnavailable({ detail: error.message })))
  const confined = browserCommand(host, profile)
  if (Result.isFailure(confined)) return yield* confined.failure
  const { args, command } = confined.success
  return yield* Effect.acquireRelease(
    Effect.tryPromise({
      // Large, and most processes show no page.
      try: async () =>
        (await import("playwright-core")).chromium.launch({
          executablePath: command,
          args: [...args],
          ignoreDefaultArgs: true,
          env: { PATH: "/usr/bin:/bin", HOME: profile },
          timeout: startMillis,
          handleSIGINT: false,
          handleSIGTERM: false,
          handleSIGHUP: false
        }),
      catch: (cause) => new BrowserUnavailable({ detail: firstLine(cause) })
    }),
    close
  )
})

const close = (browser: Browser) => Effect.promise(() => browser.close()).pipe(Effect.ignore)

const firstLine = (cause: unknown): string => {
  const message = cause instanceof Error ? cause.message : String(cause)
  const told = message.split("\n").find((line) => /\bERROR\b|error:|bwrap:|setpriv:/i.test(line))
  return `it did not start (${(told ?? message.split("\n")[0] ?? "").trim().slice(0, 200)})`
}
