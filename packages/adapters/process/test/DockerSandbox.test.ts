import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { deserialize } from "node:v8"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { afterAll, assert, describe, it, layer } from "@effect/vitest"
import * as SandboxTrial from "@layercake/conformance/SandboxTrial"
import { Effect, Layer, Schema } from "effect"
import * as DockerSandbox from "../src/DockerSandbox.ts"
import { bwrapIsMissing } from "./BubblewrapPresence.ts"
import * as SandboxSurroundings from "./SandboxSurroundings.ts"
import * as StandInDocker from "./StandInDocker.ts"

const surroundings = SandboxSurroundings.below(tmpdir())

describe("The docker sandbox without an engine", () => {
  it.live("says that no engine answers, and what to do", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Layer.build(DockerSandbox.layerWith({ program: "/no/such/docker" })).pipe(Effect.scoped)
      )

      assert.strictEqual(error._tag, "SandboxUnavailable")
      assert.include(error.message, "start one, or install podman")
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

const decodeNote = Schema.decodeUnknownEffect(
  Schema.StructWithRest(
    Schema.Struct({
      argv: Schema.Array(Schema.String),
      mount: Schema.Array(Schema.String),
      name: Schema.String,
      user: Schema.String,
      workdir: Schema.String
    }),
    [Schema.Record(Schema.String, Schema.Unknown)]
  )
)

if (bwrapIsMissing) {
  it.skip(`docker with a stand-in: not tested here, ${bwrapIsMissing}`, () => {})
} else {
  const state = mkdtempSync(`${tmpdir()}/layercake-docker-`)
  afterAll(() => rmSync(state, { recursive: true, force: true }))
  const options = {
    program: StandInDocker.write(state),
    image: "node:test",
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", STAND_IN_STATE: state }
  }
  const docker = Layer.provide(DockerSandbox.layerWith(options), NodeServices.layer)

  it.live("says which image is missing, and what to do", () =>
    Effect.gen(function* () {
      const sandbox = DockerSandbox.layerWith({ ...options, image: "missing:1" })
      const error = yield* Effect.flip(Layer.build(sandbox).pipe(Effect.scoped))

      assert.include(error.message, "pull missing:1")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  layer(docker, { excludeTestServices: true })("A command in docker", (it) => {
    it.effect("is run with every protection, and removed by name", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          writeFileSync(`${directory}/.npmrc`, "")
          const readable = yield* surroundings.folder
          for (const name of readdirSync(state).filter((name) => name !== "docker"))
            rmSync(`${state}/${name}`)

          yield* SandboxTrial.run(surroundings, ["true"], {
            directory,
            readable: [readable],
            memoryLimit: 500_000_000,
            env: { SECRET: "word" }
          })

          const names = readdirSync(state)
          const note = names.find((name) => name.endsWith(".note")) ?? ""
          const bytes = readFileSync(`${state}/${note}`)
          const { argv, mount, name, user, workdir, ...flags } = yield* decodeNote(deserialize(bytes))
          assert.include(names, `${name}.removed`)
          assert.notMatch(user, /^0:|:0$/)
          assert.strictEqual(workdir, directory)
          assert.deepStrictEqual(argv.slice(-1), ["true"])
          assert.includeMembers(
            [...mount],
            [
              `type=bind,src=${directory},dst=${directory}`,
              `type=bind,src=${directory}/.git,dst=${directory}/.git,readonly`,
              `type=bind,src=${directory}/.npmrc,dst=${directory}/.npmrc,readonly`,
              `type=bind,src=${readable},dst=${readable},readonly`
            ]
          )
          assert.deepInclude(flags, {
            rm: true,
            pull: "never",
            network: "none",
            "read-only": true,
            "cap-drop": "ALL",
            "security-opt": ["no-new-privileges"],
            "pids-limit": "1024",
            memory: "500000000",
            "memory-swap": "500000000",
            ipc: "private",
            image: "node:test"
          })
          assert.notInclude(bytes.toString("latin1"), "word")
        })
      )
    )

    it.effect("is refused what the program cannot say", () =>
      Effect.gen(function* () {
        const errors = [
          yield* Effect.flip(SandboxTrial.run(surroundings, ["true"], { env: { WORD: "a\nb" } })),
          yield* Effect.flip(SandboxTrial.run(surroundings, ["true"], { readable: ["/tmp/a,b"] }))
        ]

        assert.isTrue(errors.every((error) => error._tag === "SandboxUnavailable"))
      })
    )
  })
}
