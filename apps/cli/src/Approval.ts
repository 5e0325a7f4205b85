/**
 * Asking a person at a terminal to decide about a gate. What they see is what the decision binds.
 */
import type { ReviewReport } from "@layercake/core/operation/GateDecisionOperations"
import type { GateReport } from "@layercake/core/operation/GateOperations"
import type { ProjectStatusReport } from "@layercake/core/operation/ProjectOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import type { FilePath } from "@layercake/core/tree/Tree"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Console, Effect } from "effect"
import { Prompt } from "effect/cli"
import { fromError } from "./CliFailure.ts"
import { gateText } from "./output/GateText.ts"
import { Output } from "./output/Output.ts"
import { Terminal } from "./Terminal.ts"

/** Asks about the gate that waits; false when there is none or the person leaves it for later. */
export const askAtGate = Effect.fnUntraced(function* (status: ProjectStatusReport) {
  const client = yield* LayercakeClient
  const waiting = status.gates.find((gate) => gate.gate === status.gate && gate.status === "in-review")
  if (waiting === undefined) return false
  const shown = yield* client["gates.review"]({ project: status.project, gate: waiting.gate }).pipe(
    Effect.mapError(fromError)
  )
  const { report } = shown
  yield* present(report)
  const choice = yield* Prompt.run(
    Prompt.Select({
      message: `${waiting.gate} ${waiting.title}: ${report.question}`,
      choices: [
        { title: "Approve", value: "approve" as const },
        { title: "Reject", value: "reject" as const },
        { title: "Decide later", value: "later" as const }
      ]
    })
  )
  if (choice === "later") return false
  if (choice === "approve")
    yield* approve(status.project, shown, { comment: "", accept: false, design: null })
  else yield* reject(status.project, report.gate.gate, yield* askReason)
  return true
})

export interface ApprovalChoice {
  readonly comment: string
  /** Let findings stand that may be let stand; asked for when false and there are some. */
  readonly accept: boolean
  /** The design; asked for when null and there are some. */
  readonly design: FilePath | null
}

/** Decides with the review, which is about exactly what its report shows. */
export const approve = Effect.fnUntraced(function* (
  project: ProjectId,
  { report, review }: ReviewReport,
  choice: ApprovalChoice
) {
  const client = yield* LayercakeClient
  const { gate } = report.gate
  const standing = report.findings.filter((finding) => finding.severity === "accept")
  const accept = choice.accept || standing.length === 0 || (yield* confirm("Let these findings stand?"))
  const design = choice.design ?? (report.designs.length === 0 ? null : yield* pick(report.designs))
  return yield* client["gates.approve"]({
    project,
    gate,
    review: review.review,
    accept,
    comment: choice.comment,
    design
  }).pipe(Effect.mapError(fromError))
})

export const reject = Effect.fnUntraced(function* (project: ProjectId, gate: string, reason: string) {
  const client = yield* LayercakeClient
  return yield* client["gates.reject"]({ project, gate, reason }).pipe(Effect.mapError(fromError))
})

export const present = Effect.fnUntraced(function* (report: GateReport) {
  const output = yield* Output
  const terminal = yield* Terminal
  yield* Console.error(gateText(report, { colour: output.stderrColour, columns: terminal.liveColumns }))
})

export const confirm = (message: string) => Prompt.run(Prompt.Confirm({ message, initial: false }))

const pick = (designs: ReadonlyArray<string>) =>
  Prompt.run(
    Prompt.Select({
      message: "Which design shall it be?",
      choices: designs.map((design) => ({ title: design, value: design as FilePath }))
    })
  )

const askReason = Prompt.run(
  Prompt.String({
    message: "What has to be different?",
    validate: (text) =>
      text.trim() === "" ? Effect.fail("Say what has to be different.") : Effect.succeed(text)
  })
)
