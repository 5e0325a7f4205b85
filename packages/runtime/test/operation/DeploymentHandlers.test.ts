/**
 * What is shown of deployments and builds: page by page, and without a secret.
 */
import { assert, it } from "@effect/vitest"
import { scopeOf, VariableName } from "@layercake/core/deployment/Variable"
import { SecretStore } from "@layercake/core/store/SecretStore"
import { Effect, Option, Redacted } from "effect"
import { ada, clientOf, fresh, layer, rooms } from "./catalogue/CatalogueWorld.ts"

const name = VariableName.make("TOKEN")

it.layer(layer, { timeout: "2 minutes" })("deployments and builds", (it) => {
  it.effect("keep the value of a variable in the secret store alone, and forget it when it is removed", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const secrets = yield* SecretStore
      const project = yield* fresh(client, rooms)
      const scope = scopeOf(project, "staging")

      const row = yield* client["deployments.setVariable"]({
        project,
        target: "staging",
        name,
        value: Redacted.make("s3cret")
      })

      assert.deepStrictEqual(Object.keys(row).toSorted(), ["name", "setAt", "target"])
      assert.strictEqual(Redacted.value(Option.getOrThrow(yield* secrets.get(scope, name))), "s3cret")
      assert.deepStrictEqual(yield* client["deployments.variables"]({ project, target: "production" }), [])
      const left = yield* client["deployments.removeVariable"]({ project, target: "staging", name })
      assert.deepStrictEqual(left, [])
      assert.deepStrictEqual(yield* secrets.get(scope, name), Option.none())
    }).pipe(Effect.scoped)
  )

  it.effect("come page by page, none twice and none missing", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const all = yield* client["builds.list"]({ project: rooms, limit: 500 })
      assert.isAbove(all.builds.length, 2)
      assert.isNull(all.next)
      const paged: Array<string> = []
      let after: string | null = null
      do {
        const page: { readonly builds: typeof all.builds; readonly next: string | null } = yield* client[
          "builds.list"
        ]({ project: rooms, limit: 1, ...(after === null ? {} : { after }) })
        paged.push(...page.builds.map(({ build }) => build))
        after = page.next
      } while (after !== null)
      assert.deepStrictEqual(
        paged,
        all.builds.map(({ build }) => build)
      )
      const error = yield* Effect.flip(client["builds.list"]({ project: rooms, after: "nothing" }))
      assert.strictEqual(error._tag, "BuildUnknown")
    }).pipe(Effect.scoped)
  )

  it.effect("are not shown where there are none of that name", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const unknown = yield* Effect.flip(
        client["deployments.logs"]({ project: rooms, deployment: "nothing" })
      )
      assert.strictEqual(unknown._tag, "DeploymentUnknown")
      const production = yield* Effect.flip(
        client["deployments.deploy"]({ project: rooms, target: "production" })
      )
      assert.include(production.message, "staging")
    }).pipe(Effect.scoped)
  )
})
