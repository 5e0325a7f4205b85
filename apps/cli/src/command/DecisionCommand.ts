/**
 * `layercake approve`, `reject`, `reopen` and `resolve`: what people decide.
 */
import type { GateRow } from "@layercake/core/gate/GateBoard"
import { FilePath } from "@layercake/core/tree/Tree"
import { EntryId, HoldKind } from "@layercake/core/register/Register"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { approve, confirm, present, reject } from "../Approval.ts"
import { failed, fromError } from "../CliFailure.ts"
import { entryArgument } from "../EntryArgument.ts"
import { Output } from "../output/Output.ts"
import { choose, projectFlag } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

const gateArgument = Argument.String("gate").pipe(
  Argument.withDescription("The gate's id, for example G3"),
  Argument.filter(
    (text) => text !== "",
    () => "the id of a gate, for example G3"
  )
)

const isPath = Schema.is(FilePath)

const needsTerminal =
  "An approval is a person's decision, and no person is at a terminal here. Run this at a terminal, or let automation " +
  "pass gates with a policy that names them: `layercake new <brief.md> --policy <file>`. It is then recorded as automation."

const nothingToApprove = ({ gate, status }: GateRow): string =>
  status === "approved" || status === "skipped"
    ? `${gate} is ${status} already; reopen it to decide again.`
    : `${gate} is ${status}, so there is nothing to approve yet. \`layercake gates\` shows what is missing.`

export const approveCommand = Command.make(
  "approve",
  {
    gate: gateArgument,
    project: projectFlag,
    comment: Flag.String("comment").pipe(
      Flag.withDescription("Why; kept with the approval"),
      Flag.withDefault("")
    ),
    design: Flag.String("design").pipe(
      Flag.withDescription("The design that is picked, at the design gate"),
      Flag.optional
    )
  },
  ({ comment, design, gate, project }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const chosen = yield* choose(project)
        const before = yield* client["gates.get"]({ project: chosen, gate }).pipe(Effect.mapError(fromError))
        if (before.gate.status === "in-review" && !output.interactive) return yield* failed(needsTerminal)
        if (before.gate.digest === null || before.gate.status !== "in-review") {
          yield* present(before)
          return yield* failed(nothingToApprove(before.gate))
        }
        const shown = yield* client["gates.review"]({ project: chosen, gate }).pipe(
          Effect.mapError(fromError)
        )
        yield* present(shown.report)
        if (!(yield* confirm(`Approve ${gate}, exactly as shown?`)))
          return yield* failed("Nothing was decided.")
        const picked = Option.getOrNull(design)
        if (picked !== null && !isPath(picked)) return yield* failed(`${picked} is no path of a design.`)
        const approved = yield* approve(chosen, shown, { comment, accept: false, design: picked })
        yield* output.result(
          approved,
          () => `${gate} is approved. Go on with \`${output.command(`run ${chosen}`)}\`.`
        )
      })
    )
).pipe(
  Command.withDescription("Approve a gate, as a person at a terminal"),
  Command.withExamples([
    { command: 'layercake approve G1 --comment "the scope is right"', description: "With the reason" },
    { command: "layercake approve G4 --design designs/option-2.html", description: "At the design gate" }
  ])
)

export const rejectCommand = Command.make(
  "reject",
  {
    gate: gateArgument,
    project: projectFlag,
    reason: Flag.String("reason").pipe(Flag.withDescription("What has to be different; the agents are told"))
  },
  ({ gate, project, reason }) =>
    withClient(
      Effect.gen(function* () {
        const output = yield* Output
        const chosen = yield* choose(project)
        if (reason.trim() === "") return yield* failed("--reason: say what has to be different.")
        const rejected = yield* reject(chosen, gate, reason)
        yield* output.result(
          rejected,
          () => `${gate} is rejected. \`${output.command(`run ${chosen}`)}\` does its work again.`
        )
      })
    )
).pipe(
  Command.withDescription("Send a gate's work back to its agents"),
  Command.withExamples([
    {
      command: 'layercake reject G1 --reason "name who may cancel a booking"',
      description: "They begin again with the reason"
    }
  ])
)

export const reopenCommand = Command.make(
  "reopen",
  {
    gate: gateArgument,
    project: projectFlag,
    reason: Flag.String("reason").pipe(Flag.withDescription("Why it is to be done again"))
  },
  ({ gate, project, reason }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const chosen = yield* choose(project)
        if (reason.trim() === "") return yield* failed("--reason: say why it is to be done again.")
        const reopened = yield* client["gates.reopen"]({ project: chosen, gate, reason }).pipe(
          Effect.mapError(fromError)
        )
        yield* output.result(reopened, () => `${gate} is reopened, round ${reopened.gate.round}.`)
      })
    )
).pipe(
  Command.withDescription("Make a gate's approval void and do its work again"),
  Command.withExamples([
    {
      command: 'layercake reopen G2 --reason "the law has changed"',
      description: "Later gates are reopened too"
    }
  ])
)

/** An entry's id says of what kind it is. */
const isHoldKind = Schema.is(HoldKind)
const settling = {
  blocker: "blockers.resolve",
  query: "queries.answer",
  escalation: "escalations.resolve"
} as const

export const resolveCommand = Command.make(
  "resolve",
  {
    id: entryArgument("layercake gates"),
    project: projectFlag,
    with: Flag.String("with").pipe(Flag.withDescription("The answer, or what was done"))
  },
  ({ id, project, with: resolution }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const chosen = yield* choose(project)
        if (resolution.trim() === "")
          return yield* failed("--with: say what the answer is, or what was done.")
        const kind = id.slice(0, id.indexOf("-"))
        if (!isHoldKind(kind))
          return yield* failed(`${id} is no blocker, query or escalation; \`layercake gates\` lists them.`)
        const hold = yield* client[settling[kind]]({
          project: chosen,
          id: EntryId.make(id),
          resolution
        }).pipe(Effect.mapError(fromError))
        yield* output.result(
          hold,
          () => `${id} is settled. Go on with \`${output.command(`run ${chosen}`)}\`.`
        )
      })
    )
).pipe(
  Command.withDescription("Answer a query, or settle a blocker or an escalation"),
  Command.withExamples([
    {
      command: 'layercake resolve escalation-1 --with "the disk was full"',
      description: "What was given up is tried again"
    }
  ])
)
