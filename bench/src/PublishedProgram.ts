/**
 * The command line as people get it: packed, and installed with npm into an empty folder. Wants the npm registry.
 */
import { Effect } from "effect"
import { execFile } from "node:child_process"
import { mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { attempt, Bench } from "./Bench.ts"
import * as LocalServer from "./LocalServer.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** The path of the program `layercake`; gone with the scope. */
export const install = Effect.gen(function* () {
  const bench = yield* Bench
  const folder = yield* LocalServer.folder("program")
  const [packed, installed] = [join(folder, "packed"), join(folder, "installed")]
  yield* bench.progress("program: packing, and installing with npm")
  yield* run(process.execPath, [join(root, "tools/pack.mjs"), packed], root)
  mkdirSync(installed)
  const tarballs = readdirSync(packed).filter((name) => /^layercake-(?:core|cli)-/.test(name))
  yield* run(
    "npm",
    [
      "install",
      "--no-audit",
      "--no-fund",
      "--prefix",
      installed,
      ...tarballs.map((name) => join(packed, name))
    ],
    installed
  )
  return join(installed, "node_modules/.bin/layercake")
})

const execute = promisify(execFile)

const run = (program: string, parameters: ReadonlyArray<string>, cwd: string) =>
  attempt(`${program} ${parameters[0]}`, (signal) =>
    execute(program, parameters, { cwd, signal }).catch((error) =>
      Promise.reject(new Error(String(error.stderr).slice(-1000)))
    )
  )
