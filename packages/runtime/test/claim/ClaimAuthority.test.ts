/**
 * A claim names its project, so whoever is no member of that cannot tell it from a claim that there is not.
 */
import { assert, describe, it } from "@effect/vitest"
import { AccountId } from "@layercake/core/account/Account"
import { SetMember } from "@layercake/core/account/MemberCommand"
import { ClaimId } from "@layercake/core/claim/Claim"
import type { Grant } from "@layercake/core/account/Grant"
import { person } from "@layercake/core/actor/Actor"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { Effect, Schema } from "effect"
import * as ClaimExecutor from "../../src/claim/ClaimExecutor.ts"
import { Commands } from "../../src/command/Commands.ts"
import { ada, begun, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { clientOf } from "../agent/AgentRunWorld.ts"

const isRefused = Schema.is(CommandRefused)
const accountOf = (name: string): Grant => ({
  _tag: "Account",
  account: AccountId.make(name),
  administrator: false,
  scope: null
})

describe("using a claim", () => {
  it.live("is for members who contribute; to others there is no such claim", () =>
    Effect.gen(function* () {
      yield* begun()
      const commands = yield* Commands
      yield* commands.execute(rooms, new SetMember({ account: AccountId.make("victor"), role: "viewer" }), {
        actor: ada
      })
      const owner = yield* clientOf()
      const { claim } = yield* owner["agents.claim"]({ project: rooms })
      const stranger = yield* clientOf(person("mallory"), accountOf("mallory"))
      const viewer = yield* clientOf(person("victor"), accountOf("victor"))
      const nothing = ClaimId.make("nowhere/0123456789abcdef")
      const asks = (client: typeof owner, claim: ClaimId) => [
        client["agents.renew"]({ claim }),
        client["agents.release"]({ claim, reason: "mine now" }),
        client["agents.submit"]({ claim, text: "x", model: "m" })
      ]
      for (const [index, ask] of asks(stranger, claim).entries()) {
        const refused = yield* Effect.flip(Effect.asVoid(ask))
        const unknown = yield* Effect.flip(Effect.asVoid(asks(stranger, nothing)[index]!))
        assert.isTrue(isRefused(refused) && refused.reason._tag === "ClaimLost")
        if (isRefused(refused) && isRefused(unknown))
          assert.strictEqual(
            refused.message.replace(claim, ""),
            unknown.message.replace(nothing, ""),
            "both are told alike"
          )
      }
      for (const ask of asks(viewer, claim))
        assert.strictEqual((yield* Effect.flip(Effect.asVoid(ask)))._tag, "AccessDenied")
      assert.strictEqual((yield* owner["agents.renew"]({ claim })).claim, claim)
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ executor: ClaimExecutor.layer })))
  )
})
