import { mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it, layer } from "@effect/vitest"
import * as SandboxConformance from "@layercake/conformance/SandboxConformance"
import * as SandboxTrial from "@layercake/conformance/SandboxTrial"
import type { SandboxCommand } from "@layercake/core/port/Sandbox"
import { Effect, Layer } from "effect"
import * as BubblewrapSandbox from "../src/BubblewrapSandbox.ts"
import { bwrapIsMissing } from "./BubblewrapPresence.ts"
import * as SandboxSurroundings from "./SandboxSurroundings.ts"

const isRoot = process.getuid?.() === 0
const surroundings = SandboxSurroundings.below(tmpdir())

const run = (directory: string, script: string, options?: Partial<SandboxCommand>) =>
  SandboxTrial.shell(surroundings, script, { ...options, directory })

if (bwrapIsMissing) {
  it.skip(`bubblewrap: not tested here, ${bwrapIsMissing}`, () => {})
} else {
  const bubblewrap = Layer.provide(BubblewrapSandbox.layer, NodeServices.layer)

  SandboxConformance.suite("bubblewrap", bubblewrap, surroundings, { isolated: true })

  layer(bubblewrap, { excludeTestServices: true, timeout: "30 seconds" })("A command in bubblewrap", (it) => {
    it.effect("cannot change the repository or npm's settings of its folder", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          mkdirSync(`${directory}/.git`)
          writeFileSync(`${directory}/.git/config`, "before")
          writeFileSync(`${directory}/.npmrc`, "before")

          const result = yield* run(
            directory,
            `echo x > .git/config; touch .git/hook; mv .git moved; rm -r .git
             echo x > .npmrc; rm .npmrc; mv .npmrc moved; cat .git/config .npmrc`
          )

          assert.match(result.text, /beforebefore$/)
          assert.strictEqual(yield* surroundings.read(`${directory}/.git/config`), "before")
          assert.strictEqual(yield* surroundings.read(`${directory}/.npmrc`), "before")
        })
      )
    )

    it.effect("cannot make a repository where there is none", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder

          const result = yield* run(
            directory,
            `git init -q && echo made; mkdir -p .git/hooks && echo made; rmdir .git && echo made`
          )

          assert.notInclude(result.text, "made")
          assert.strictEqual(statSync(`${directory}/.git`).isDirectory(), true)
        })
      )
    )

    it.effect("is refused a folder whose repository is a link", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          symlinkSync("/etc", `${directory}/.git`)

          const error = yield* Effect.flip(run(directory, "true"))

          assert.include(error.message, ".git is neither a folder nor a file")
        })
      )
    )

    it.effect("follows no link that stands for npm's settings", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          symlinkSync("/etc/hostname", `${directory}/.npmrc`)

          const result = yield* run(directory, "cat .npmrc || echo nothing")

          assert.include(result.text, "nothing")
        })
      )
    )

    it.effect("is refused folders of the system", () =>
      Effect.gen(function* () {
        const errors = yield* Effect.forEach(["/", "/usr", "/usr/", "/tmp/../etc", "/tmp"], (directory) =>
          Effect.flip(run(directory, "true"))
        )

        assert.isTrue(errors.every((error) => error.message.includes("folder of the system")))
      })
    )

    it.effect("shares no temporary files with other commands", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          yield* run(directory, `touch /tmp/mine /dev/shm/mine "$HOME/mine"`)

          const result = yield* run(directory, `ls -A /tmp/mine /dev/shm "$HOME"`)

          assert.notMatch(result.text, /^mine/m)
        })
      )
    )

    it.effect("uses the repository though somebody else owns it", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          const git = `${directory}/.git`
          for (const folder of ["objects", "refs/heads"]) mkdirSync(`${git}/${folder}`, { recursive: true })
          writeFileSync(`${git}/HEAD`, "ref: refs/heads/main\n")

          const result = yield* run(directory, "git symbolic-ref HEAD")

          assert.strictEqual(result.text, "refs/heads/main\n")
        })
      )
    )

    it.effect.skipIf(!isRoot)("is never root, and root keeps the use of the folder", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          mkdirSync(`${directory}/ours`)
          writeFileSync(`${directory}/ours/file`, "ours")

          yield* run(directory, "umask 077; echo theirs > ours/file; mkdir new; echo new > new/file")

          const owners = ["ours/file", "new/file", "."].map((path) => statSync(`${directory}/${path}`).uid)
          assert.deepStrictEqual(new Set(owners).size, 1)
          assert.notStrictEqual(owners[0], 0)
          assert.strictEqual(yield* surroundings.read(`${directory}/ours/file`), "theirs\n")
          assert.strictEqual(yield* surroundings.read(`${directory}/new/file`), "new\n")
        })
      )
    )

    it.effect("works below a folder that is closed to all others", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const closed = yield* surroundings.folder
          mkdirSync(`${closed}/work space`)

          const result = yield* run(`${closed}/work space`, "echo x > file && cat file")

          assert.strictEqual(result.text, "x\n")
        })
      )
    )
  })

  it.live.skipIf(!isRoot)("refuses to be made where commands would be root", () =>
    Effect.gen(function* () {
      const error = yield* Layer.build(BubblewrapSandbox.layerWith({ uid: 0 })).pipe(
        Effect.scoped,
        Effect.flip
      )

      assert.strictEqual(error._tag, "SandboxUnavailable")
    }).pipe(Effect.provide(NodeServices.layer))
  )
}
