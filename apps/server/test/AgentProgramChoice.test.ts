import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as AgentProgramChoice from "@layercake/server/AgentProgramChoice"
import * as ExecutorChoice from "@layercake/server/ExecutorChoice"
import { ConfigProvider, Effect, FileSystem, Layer } from "effect"

const settings = (env: Record<string, string>) =>
  Layer.merge(NodeServices.layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env })))

const name = (setting: string, env: Record<string, string>) =>
  ExecutorChoice.check(setting).pipe(Effect.provide(settings(env)))

const refusal = (setting: string, env: Record<string, string>) =>
  Effect.map(Effect.flip(name(setting, env)), (error) => error.message)

/** A home with programs in it: one as npm installs them, one that is a file of its own. */
const home = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const folder = yield* Effect.flatMap(files.makeTempDirectoryScoped(), files.realPath)
  for (const inside of ["bin", "lib/node_modules/an-agent/dist", ".claude"])
    yield* files.makeDirectory(`${folder}/${inside}`, { recursive: true })
  yield* files.writeFileString(`${folder}/lib/node_modules/an-agent/dist/an-agent.mjs`, "")
  yield* files.chmod(`${folder}/lib/node_modules/an-agent/dist/an-agent.mjs`, 0o755)
  yield* files.symlink("../lib/node_modules/an-agent/dist/an-agent.mjs", `${folder}/bin/an-agent`)
  yield* files.writeFileString(`${folder}/bin/claude`, "#!/bin/sh\necho '9.9.9 (Claude Code)'\n")
  yield* files.chmod(`${folder}/bin/claude`, 0o755)
  yield* files.writeFileString(`${folder}/bin/no-program`, "")
  return folder
}).pipe(Effect.provide(NodeServices.layer))

describe("AgentProgramChoice", () => {
  it.effect("takes the installed Claude Code, with whatever says who pays", () =>
    Effect.gen(function* () {
      const folder = yield* home
      const path = { PATH: `relative:${folder}/bin` }

      for (const env of [{ CLAUDE_CODE_OAUTH_TOKEN: "t" }, { ANTHROPIC_API_KEY: "k" }])
        assert.strictEqual(yield* name("claude-code", { ...path, ...env }), "claude-code")
      assert.strictEqual(yield* name("claude-code:opus", { ...path, ANTHROPIC_API_KEY: "k" }), "claude-code")
    })
  )

  it.effect("takes the login of Claude Code where no key is set", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const folder = yield* home
      const env = { PATH: `${folder}/bin`, HOME: folder }

      assert.match(yield* refusal("claude-code", env), /not logged in.*CLAUDE_CODE_OAUTH_TOKEN/)
      yield* files.writeFileString(`${folder}/.claude/.credentials.json`, "{}")

      assert.strictEqual(yield* name("claude-code", env), "claude-code")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("says that Claude Code is not installed", () =>
    Effect.gen(function* () {
      assert.match(yield* refusal("claude-code", { PATH: "/nowhere" }), /no program claude here. Install/)
    })
  )

  it.effect("takes any program for the Agent Client Protocol, with the packages it was installed with", () =>
    Effect.gen(function* () {
      const folder = yield* home
      const chosen = yield* AgentProgramChoice.choose(`acp:an-agent --acp "two words"`).pipe(
        Effect.provide(settings({ PATH: `${folder}/bin` }))
      )

      assert.strictEqual(chosen.name, "acp/an-agent")
      assert.deepStrictEqual(chosen.program, {
        path: `${folder}/lib/node_modules/an-agent/dist/an-agent.mjs`,
        readable: [`${folder}/lib/node_modules`]
      })
    })
  )

  it.effect("says what is wrong with a command", () =>
    Effect.gen(function* () {
      const folder = yield* home
      const env = { PATH: `${folder}/bin` }

      assert.match(yield* refusal("acp:", env), /name the program after acp:/)
      assert.match(yield* refusal("acp:nothing-here", env), /no program nothing-here/)
      assert.match(yield* refusal("acp:no-program", env), /no program no-program/)
      assert.match(
        yield* refusal("acp:an-agent", { ...env, LAYERCAKE_ACP_ENV: "ONE_KEY, " }),
        /names ONE_KEY, which is not set/
      )
      assert.strictEqual(
        yield* name("acp:an-agent", { ...env, LAYERCAKE_ACP_ENV: "ONE_KEY, ", ONE_KEY: "k" }),
        "acp/an-agent"
      )
    })
  )

  it.effect("never shows a key", () =>
    Effect.gen(function* () {
      const env = {
        PATH: "/nowhere",
        ANTHROPIC_API_KEY: "sk-secret",
        CLAUDE_CODE_OAUTH_TOKEN: "oauth-secret"
      }

      assert.notMatch(yield* refusal("claude-code", env), /secret/)
    })
  )
})
