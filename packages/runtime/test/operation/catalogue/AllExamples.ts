/**
 * The examples of every toolset.
 */
import { gates } from "./example/GatesExamples.ts"
import type { Example, OperationName } from "./OperationExample.ts"

export const examples: { readonly [Name in OperationName]?: Example<Name> } = {
  ...gates
}
