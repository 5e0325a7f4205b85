/**
 * Projects with next to nothing in their pipeline, so that an example can bring a gate where it wants it by itself.
 */
import { GateId } from "@layercake/core/gate/Gate"
import type { ApprovalRule, Pipeline } from "@layercake/core/pipeline/Pipeline"
import { ProjectId } from "@layercake/core/project/Project"
import { Effect } from "effect"
import * as MemoryFactory from "../../MemoryFactory.ts"
import type { Client } from "./CatalogueWorld.ts"

const gateOf = (id: string, approval: ApprovalRule): Pipeline["gates"][0] => ({
  id: GateId.make(id),
  title: `Gate ${id}`,
  question: `${id}?`,
  when: "always",
  work: [],
  documents: [],
  proofs: [],
  approval
})

/** A by a person, B by proof alone; neither asks for anything. */
const pipeline: Pipeline = { name: "bare", gates: [gateOf("A", "person"), gateOf("B", "proof")] }

let count = 0

/** Gate A is pending. */
export const bare = Effect.fnUntraced(function* (client: Client) {
  count += 1
  const project = ProjectId.make(`bare-${count}`)
  yield* client["projects.create"]({ brief: MemoryFactory.brief, project, pipeline })
  return project
})

/** Gate A is in review. */
export const submitted = Effect.fnUntraced(function* (client: Client) {
  const project = yield* bare(client)
  yield* client["gates.open"]({ project, gate: "A" })
  yield* client["gates.submit"]({ project, gate: "A" })
  return project
})

/** Gate A is in review, and the caller was shown it. */
export const shown = Effect.fnUntraced(function* (client: Client) {
  const project = yield* submitted(client)
  const { review } = yield* client["gates.review"]({ project, gate: "A" })
  return { project, gate: "A", review: review.review }
})

/** What somebody says who approves without more ado. */
export const plainly = { accept: false, comment: "", design: null } as const
