/**
 * The same with many more payloads and seeds: every place of a payload, with everything that is put there.
 */
import { assert, it } from "@effect/vitest"
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { Effect } from "effect"
import type { Rpc } from "effect/rpc"
import { examples } from "./AllExamples.ts"
import { ada, clientOf, layer } from "./CatalogueWorld.ts"
import * as FuzzRun from "./FuzzRun.ts"
import type { Example, OperationName } from "./OperationExample.ts"

const operations = Array.from(Catalogue.requests.values() as Iterable<Rpc.AnyWithProps>)

for (const seed of [1, 2, 3])
  it.layer(layer, { timeout: "2 minutes", excludeTestServices: true })(
    `with seed ${seed}, whatever`,
    (it) => {
      for (const rpc of operations) {
        const example = examples[rpc._tag as OperationName] as Example<OperationName> | undefined
        if (example === undefined) continue
        it.effect(
          `is sent to ${rpc._tag}, it answers or refuses`,
          () =>
            Effect.gen(function* () {
              const client = yield* clientOf(ada)
              const { decoded, refused, violations } = yield* FuzzRun.run(client, rpc, example, {
                seed,
                each: 60
              })
              assert.deepStrictEqual(violations, [])
              assert.isAtLeast(decoded, 1)
              assert.isAtLeast(decoded + refused, 60)
            }).pipe(Effect.scoped),
          120_000
        )
      }
    }
  )
