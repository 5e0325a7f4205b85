/**
 * Moves a gate along its state machine where no person is needed. Touches nothing outside the log.
 */
import { automation, system } from "@layercake/core/actor/Actor"
import { authorityWithoutPerson } from "@layercake/core/gate/GatePassing"
import { OpenGate, PassGate, ReopenGate, SkipGate, SubmitGate } from "@layercake/core/gate/GateCommand"
import type { AdvanceGate } from "@layercake/core/pipeline/DueWork"
import { definitionOf, evidenceOf } from "@layercake/core/pipeline/GateProgress"
import { findings } from "@layercake/core/pipeline/GateRules"
import { projectOf, rowOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import * as ContentDigest from "../tree/ContentDigest.ts"
import type { Work } from "../worker/Work.ts"
import { WorkFailed } from "../worker/WorkFailed.ts"

export const advance = Effect.fn("GateWork.advance")(function* ({ due, state, tell }: Work<AdvanceGate>) {
  const gate = rowOf(state, "gate", due.gate)
  const project = projectOf(state)
  const definition = project && definitionOf(project, due.gate)
  if (gate === undefined || project === undefined || definition === undefined) return
  switch (due.to) {
    case "open":
      return yield* tell(new OpenGate({ gate: due.gate }))
    case "skip":
      return yield* tell(new SkipGate({ gate: due.gate, reason: "the project has no user interface" }))
    case "reopen":
      return yield* tell(new ReopenGate({ gate: due.gate, reason: gate.reason ?? "rejected" }))
    case "submit": {
      const evidence = evidenceOf(state, due.gate)
      // Left as it is, the same would be due again at once, for ever.
      if (evidence === undefined)
        return yield* new WorkFailed({
          detail: [
            `${due.gate} cannot be put to review.`,
            ...findings(state, definition).map((finding) => finding.message)
          ].join(" "),
          isRetryable: false
        })
      return yield* tell(
        new SubmitGate({ gate: due.gate, digest: yield* ContentDigest.ofEvidence(evidence) })
      )
    }
    case "pass": {
      if (gate.digest === null) return
      const policy =
        authorityWithoutPerson(project, definition) === "policy" ? project.policy.unattended : null
      const actor = policy === null ? system : automation(policy.name)
      return yield* tell(new PassGate({ gate: due.gate, reviewed: gate.digest }), actor)
    }
  }
})
