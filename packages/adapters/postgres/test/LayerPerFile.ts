/**
 * One instance of a layer for every suite of a test file, because starting a database takes seconds.
 */
import { afterAll } from "@effect/vitest"
import { Effect, Exit, Layer, Scope } from "effect"

/** Built when it is first needed, released after the last test of the file. */
export const shared = <A, E>(layer: Layer.Layer<A, E>): Layer.Layer<A, E> => {
  const scope = Scope.makeUnsafe()
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  return Layer.effectContext(Effect.runSync(Effect.cached(Layer.buildWithScope(layer, scope))))
}
