/**
 * Workspaces on disk for the tests of this package, gone when the tests have ended, and git as a person would ask it.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { Effect } from "effect"
import { afterAll } from "vitest"

export const base = realpathSync(mkdtempSync(join(tmpdir(), "layercake-git-")))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let count = 0

export const put = (directory: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
}

/** Makes a fresh workspace with these files and returns its absolute path. */
export const prepare = (files: Readonly<Record<string, string>>): Effect.Effect<string> =>
  Effect.sync(() => {
    const directory = join(base, `project-${++count}`)
    mkdirSync(directory)
    put(directory, files)
    return directory
  })

export const repositoryOf = (directory: string): string =>
  join(dirname(directory), ".repositories", `${basename(directory)}.git`)

/** What git says in a workspace or a bare repository, without the configuration of this machine. */
export const git = (directory: string, ...args: ReadonlyArray<string>): string =>
  execFileSync("git", ["-c", "safe.directory=*", ...args], {
    cwd: directory,
    encoding: "utf8",
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    stdio: ["ignore", "pipe", "pipe"]
  }).trimEnd()
