/**
 * The real demo in real processes, ended with `kill -9` again and again, each time as soon as it has shown some more
 * events: the same command resumes, and nothing that was finished is done twice.
 */
import { assert, describe, it } from "@effect/vitest"
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"

const root = new URL("../../../", import.meta.url).pathname
const main = join(root, "apps/cli/src/main.ts")
/** New events that a life may show before it ends; 1 kills at every event, which takes half an hour or more. */
const stride = Number(process.env["LAYERCAKE_KILL_STRIDE"] ?? "24")

interface Shown {
  readonly position: number
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

const isEvent = (value: unknown): value is Shown =>
  typeof value === "object" && value !== null && "position" in value && "data" in value

/** Runs the demo until it has shown `stride` events that were not shown before, then kills it; or to its end. */
const live = (directory: string, seen: Map<number, Shown>) =>
  new Promise<{ readonly exitCode: number | null; readonly errors: string }>((done) => {
    const child: ChildProcess = spawn(
      process.execPath,
      [main, "demo", "--json", "--examples", join(root, "examples")],
      {
        cwd: directory,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env["PATH"]}` }
      }
    )
    let fresh = 0
    let errors = ""
    child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()))
    createInterface({ input: child.stdout! }).on("line", (line) => {
      const value: unknown = JSON.parse(line)
      if (!isEvent(value) || seen.has(value.position)) return
      seen.set(value.position, value)
      fresh += 1
      if (fresh >= stride) child.kill("SIGKILL")
    })
    child.on("exit", (exitCode) => done({ exitCode, errors }))
  })

const layercake = (directory: string, ...args: ReadonlyArray<string>) =>
  spawnSync(process.execPath, [main, "--data", ".layercake/demo", ...args], {
    cwd: directory,
    encoding: "utf8"
  })

describe("the demo under kill -9", () => {
  it(
    `ends as if nothing had happened when it is killed after every ${stride} events`,
    { timeout: 5_400_000 },
    async () => {
      const directory = mkdtempSync(join(tmpdir(), "layercake-kill-"))
      try {
        const seen = new Map<number, Shown>()
        let lives = 0
        let ended = await live(directory, seen)
        while (ended.exitCode === null) {
          lives += 1
          assert.isBelow(lives, 400, "the demo does not come to an end")
          ended = await live(directory, seen)
        }
        assert.strictEqual(ended.exitCode, 0, ended.errors)
        assert.isAtLeast(lives, 5)

        const events = layercake(directory, "events", "--json")
          .stdout.trim()
          .split("\n")
          .map((line) => JSON.parse(line) as Shown)
        const keysOf = (type: string, key: string) =>
          events.filter((event) => event.type === type).map((event) => String(event.data[key]))
        const unique = (values: ReadonlyArray<string>) =>
          assert.strictEqual(new Set(values).size, values.length, values.join(" "))
        unique(keysOf("AgentRunAnswered", "runId"))
        unique(keysOf("CommitMade", "key"))
        unique(keysOf("GateApproved", "gate"))
        assert.strictEqual(keysOf("GateApproved", "gate").length, 10)
        // What was shown before a kill is in the log: nothing acknowledged was lost.
        const kept = new Set(events.map((event) => event.position))
        assert.isTrue(Array.from(seen.keys()).every((position) => kept.has(position)))

        const log = spawnSync(
          "git",
          [
            "-C",
            join(directory, ".layercake/demo/repositories/room-booking.git"),
            "log",
            "--format=%(trailers:key=LayerCake-Key,valueonly,separator=)"
          ],
          { encoding: "utf8" }
        )
        const commits = log.stdout
          .trim()
          .split("\n")
          .filter((line) => line !== "")
        assert.deepStrictEqual(commits.toSorted(), keysOf("CommitMade", "key").toSorted())
        assert.strictEqual(layercake(directory, "verify").status, 0)
      } finally {
        layercake(directory, "stop")
        rmSync(directory, { recursive: true, force: true })
      }
    }
  )
})
