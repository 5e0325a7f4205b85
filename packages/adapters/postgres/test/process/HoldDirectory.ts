/**
 * Holds the lock on the directory that is its argument until it is killed, and says on its first line what happened.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"
import { hold } from "../../src/DirectoryLock.ts"

const [, , directory = ""] = process.argv

hold(directory).pipe(
  Effect.andThen(Console.log("held")),
  Effect.andThen(Effect.never),
  Effect.catchTag("DirectoryInUse", ({ pid }) => Console.log(`in use by ${pid}`)),
  Effect.scoped,
  NodeRuntime.runMain
)
