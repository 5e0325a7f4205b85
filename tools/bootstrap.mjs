/**
 * Runs one of the project's programs on a machine that has only git and any Node with npm: installs the workspace when
 * it is not installed or the lock file has changed, then starts the program on the pinned Node.
 * Plain JavaScript for old Nodes; knows nothing of what the programs do.
 */
import { spawn } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { pnpm } from "./pnpm.mjs"

const root = resolve(fileURLToPath(import.meta.url), "../..")
const bin = join(root, "node_modules", ".bin")
const marker = join(root, "node_modules", ".bootstrapped")
const lock = readFileSync(join(root, "pnpm-lock.yaml"), "utf8")

const programs = {
  layercake: [join(root, "apps/cli/src/main.ts")],
  test: [join(root, "node_modules/vitest/vitest.mjs"), "run"]
}

const run = (command, args, options = {}) =>
  new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options })
    // Ctrl-C reaches the child by itself; this process only waits for it.
    for (const signal of ["SIGINT", "SIGTERM"])
      process.on(signal, () => signal === "SIGTERM" && child.kill(signal))
    child.on("error", (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      done(1)
    })
    child.on("exit", (code, signal) => done(signal === null ? code : signal === "SIGINT" ? 130 : 1))
  })

const installed = existsSync(marker) && readFileSync(marker, "utf8") === lock && existsSync(join(bin, "node"))
if (!installed) {
  console.error("Installing the workspace (once, and after changes of the lock file) ...")
  const code = await run("npx", ["--yes", pnpm, "install", "--frozen-lockfile", "--reporter=append-only"], {
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32"
  })
  if (code !== 0) {
    console.error("The installation failed; see above. It needs the npm registry.")
    process.exit(code ?? 1)
  }
  writeFileSync(marker, lock)
}

const [name = "", ...args] = process.argv.slice(2)
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` }
// Any script of package.json, for machines without pnpm.
if (name === "pnpm") process.exit((await run("npx", ["--yes", pnpm, "run", ...args], { env })) ?? 1)
const program = programs[name]
if (program === undefined) {
  console.error(`There is no program ${name}; there are ${Object.keys(programs).join(", ")}.`)
  process.exit(1)
}
process.exit((await run(join(bin, "node"), [...program, ...args], { env })) ?? 1)
