/**
 * Every operation with payloads from its own schema: right, wrong in one place, and meant to harm.
 */
import { assert, it } from "@effect/vitest"
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { Effect } from "effect"
import type { Rpc } from "effect/rpc"
import { examples } from "./AllExamples.ts"
import { ada, clientOf, layer } from "./CatalogueWorld.ts"
import * as FuzzRun from "./FuzzRun.ts"
import type { Example, OperationName } from "./OperationExample.ts"

const seed = 20_261_123
const operations = Array.from(Catalogue.requests.values() as Iterable<Rpc.AnyWithProps>)

it.layer(layer, { timeout: "2 minutes", excludeTestServices: true })("whatever is sent to", (it) => {
  for (const rpc of operations) {
    const example = examples[rpc._tag as OperationName] as Example<OperationName> | undefined
    if (example === undefined) continue
    it.effect(
      `${rpc._tag}, it answers or refuses, with seed ${seed}`,
      () =>
        Effect.gen(function* () {
          const client = yield* clientOf(ada)
          const { violations } = yield* FuzzRun.run(client, rpc, example, { seed, each: 6 })
          assert.deepStrictEqual(violations, [])
          assert.notProperty({}, "polluted")
        }).pipe(Effect.scoped),
      60_000
    )
  }
})
