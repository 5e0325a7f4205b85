/**
 * The peer: the same handler of the same process on bare Fastify, with nothing else that a host does.
 */
import type { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect } from "effect"
import fastify from "fastify"
import { attempt } from "../Bench.ts"
import { projectAt } from "./BenchHost.ts"

export const peer = "Fastify"

/** Its address; gone with the scope. */
export const open = Effect.fn("FastifyHost.open")(function* (client: LayercakeClient["Service"]) {
  const run = Effect.runPromiseWith(yield* Effect.context<never>())
  const app = yield* Effect.acquireRelease(
    Effect.sync(() => fastify()),
    (app) => Effect.ignore(attempt("Fastify", () => app.close()))
  )
  app.get("/gates", () => run(client["gates.list"]({ project: projectAt(0) })))
  return yield* attempt("Fastify", () => app.listen({ host: "127.0.0.1", port: 0 }))
})
