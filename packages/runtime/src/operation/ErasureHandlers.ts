/**
 * Answers the operations that take something away for good.
 */
import { ErasureOperations } from "@layercake/core/operation/ErasureOperations"
import { Effect } from "effect"
import * as ContentErasure from "../erasure/ContentErasure.ts"
import * as PersonErasure from "../erasure/PersonErasure.ts"
import { Session } from "./Session.ts"

export const layer = ErasureOperations.toLayer({
  "erasure.find": ({ person }) => PersonErasure.find(person),
  "erasure.person": ({ person, reason }) =>
    Effect.flatMap(Session, ({ actor }) => PersonErasure.erase(person, reason, actor)),
  "erasure.content": (request) => Effect.flatMap(Session, ({ actor }) => ContentErasure.erase(request, actor))
})
