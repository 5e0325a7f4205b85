/**
 * `pnpm bench log`: every figure of the log.
 */
import * as AppendBench from "./AppendBench.ts"
import * as EmbeddedBench from "./EmbeddedBench.ts"
import * as Place from "./Place.ts"
import * as CrowdBench from "./CrowdBench.ts"
import * as WholeLogBench from "./WholeLogBench.ts"

export const parts = [
  ...[Place.onServer, Place.embedded].flatMap((place) => [
    AppendBench.run(place),
    WholeLogBench.run(place),
    CrowdBench.run(place)
  ]),
  EmbeddedBench.run
]
