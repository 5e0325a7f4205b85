/**
 * The same run once more as a user of the machine, where this one is root's: a process of its own that prints its rows.
 */
import * as FileSystem from "node:fs"
import { dirname } from "node:path"
import { Effect, Option, Schema, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { EscapeRow } from "./EscapeRun.ts"
import * as EscapeWorld from "./EscapeWorld.ts"

/** An id that nobody on the machine has, and not the one that sandboxes drop to. */
const uid = 60_915

const decodeRow = Schema.decodeUnknownOption(Schema.fromJsonString(EscapeRow))

/** `args` are those of the program, without who it runs as. */
export const run = (main: string, args: ReadonlyArray<string>) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const home = yield* EscapeWorld.temporaryFolder("home")
      FileSystem.chownSync(home, uid, uid)
      const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
      const become = ["--reuid", `${uid}`, "--regid", `${uid}`, "--clear-groups", "--inh-caps=-all"]
      const handle = yield* spawner.spawn(
        ChildProcess.make(
          "setpriv",
          [...become, "--bounding-set=-all", "--", process.execPath, main, ...args],
          {
            env: {
              PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
              HOME: home,
              TMPDIR: home,
              LANG: "C.UTF-8"
            },
            cwd: "/",
            stdin: "ignore",
            stderr: "inherit"
          }
        )
      )
      return handle.stdout.pipe(
        Stream.decodeText,
        Stream.splitLines,
        Stream.flatMap((line) => Stream.fromIterable(Option.toArray(decodeRow(line))))
      )
    })
  )
