import { assert, describe, layer as withLayer } from "@effect/vitest"
import { Effect, Exit } from "effect"
import * as BareLog from "../src/BareLog.ts"
import * as BenchPostgres from "../src/BenchPostgres.ts"
import * as EmmettLog from "../src/EmmettLog.ts"
import * as LayercakeLog from "../src/LayercakeLog.ts"
import { fill } from "../src/LogRate.ts"
import * as Place from "../src/Place.ts"
import { freshStream } from "../src/SampleAppend.ts"

const suites = () =>
  withLayer(BenchPostgres.layer, { excludeTestServices: true, timeout: "60 seconds" })(
    "the logs that are compared",
    (it) => {
      it.effect("all guard the version, and give back every event that was appended", () =>
        Effect.gen(function* () {
          const logs = {
            ours: LayercakeLog.contenderOf(yield* Place.onServer.open),
            emmett: yield* EmmettLog.open,
            bare: yield* BareLog.open
          }
          for (const [name, log] of Object.entries(logs)) {
            const stream = freshStream()
            yield* fill(log, stream, 230)
            assert.strictEqual(yield* log.read(stream), 230, name)
            for (const stale of [0, 100, 229])
              assert.isTrue(
                Exit.isFailure(yield* Effect.exit(log.append(stream, stale, 1))),
                `${name} ${stale}`
              )
            yield* log.append(stream, 230, 10)
            assert.strictEqual(yield* log.read(stream), 240, name)
          }
        }).pipe(Effect.scoped)
      )
    }
  )

describe.skipIf(!BenchPostgres.isInstalled)("(needs PostgreSQL)", suites)
