/**
 * Who a failure belongs to: the machine, a specification that an earlier gate approved, or the code. Says where it goes;
 * sends nothing.
 */
import { isSpecification } from "../document/Document.ts"
import type { GateId } from "../gate/Gate.ts"
import { definitionOf, documentsAt } from "../pipeline/GateProgress.ts"
import { matchesPath } from "../pipeline/Pipeline.ts"
import { projectOf, type ProjectState, rowOf } from "../project/ProjectState.ts"
import type { Proof } from "../proof/Proof.ts"
import { environmentFault } from "./EnvironmentFault.ts"

export type FailureCause =
  /** The step's agent repairs it. */
  | { readonly _tag: "code" }
  /** Every error lies in documents that the gate approved; it alone may change them. */
  | {
      readonly _tag: "specification"
      readonly gate: GateId
      readonly paths: readonly [string, ...ReadonlyArray<string>]
    }
  /** Nothing in the tree helps; `reason` says what a person has to look at. */
  | { readonly _tag: "environment"; readonly reason: string }

export type Caused = Pick<Proof, "kind" | "outcome" | "summary" | "diagnostics">

/** A specification as its approval bound it. */
export interface ApprovedSpecification {
  readonly path: string
  readonly gate: GateId
}

/**
 * The specifications that gates before this one approved. Those of the gate itself are its own agents' work, and so is
 * what was changed since: that reopens the gate it belongs to.
 */
export const approvedBefore = (state: ProjectState, gate: string): ReadonlyArray<ApprovedSpecification> => {
  const project = projectOf(state)
  const order = rowOf(state, "gate", gate)?.order ?? 0
  return project === undefined
    ? []
    : project.pipeline.gates.flatMap((definition) => {
        const row = rowOf(state, "gate", definition.id)
        return row === undefined || row.order >= order || row.status !== "approved"
          ? []
          : documentsAt(project, definition)
              .filter(({ kind }) => isSpecification(kind))
              .map(({ path }) => ({ path, gate: definition.id }))
      })
}

/**
 * Pure. A test that fails inside of an approved specification is at odds with it, and whichever of the two is wrong, no
 * agent may decide it by changing what people approved. Errors about other places belong to the code, also when the
 * specification is mentioned among them: then the code can be made to fit.
 */
export const causeOf = (proof: Caused, approved: ReadonlyArray<ApprovedSpecification>): FailureCause => {
  const reason = environmentFault(proof)
  if (reason !== undefined) return { _tag: "environment", reason }
  const errors = proof.diagnostics.filter(({ rule, severity }) => severity === "error" && rule !== "more")
  if (errors.length === 0)
    return proof.outcome === "inconclusive"
      ? { _tag: "environment", reason: "it could not be carried out, and nothing in the tree is named" }
      : { _tag: "code" }
  const owners = errors.map(({ path }) =>
    approved.find((document) => path !== undefined && matchesPath({ kind: "", path: document.path }, path))
  )
  const [first] = owners
  const [path, ...paths] = new Set(errors.flatMap((error) => error.path ?? []))
  return first === undefined || path === undefined || owners.includes(undefined)
    ? { _tag: "code" }
    : { _tag: "specification", gate: first.gate, paths: [path, ...paths] }
}

/** The cause at this gate of this project. */
export const causeAt = (state: ProjectState, gate: string, proof: Caused): FailureCause =>
  causeOf(proof, approvedBefore(state, gate))

/** Title of the gate for people, `G3 Architecture`. */
export const gateText = (state: ProjectState, gate: string): string => {
  const project = projectOf(state)
  return `${gate} ${(project && definitionOf(project, gate)?.title) ?? ""}`.trim()
}
