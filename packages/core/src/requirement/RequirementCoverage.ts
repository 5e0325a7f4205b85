/**
 * How far one requirement has come, from its row and what is missing of it. Pure.
 */
import type { RequirementId } from "./Requirement.ts"
import type { RequirementRow } from "./RequirementBoard.ts"
import type { RequirementGap } from "./RequirementGap.ts"

export interface RequirementCoverage {
  readonly requirement: RequirementId
  readonly specified: boolean
  readonly written: boolean
  readonly tested: boolean
  /** Every proof about it passed, there is one, and none of its files changed since. */
  readonly proven: boolean
  readonly running: boolean
}

export const coverageOf = (row: RequirementRow, gaps: ReadonlyArray<RequirementGap>): RequirementCoverage => {
  const lacks = (at: RequirementGap["at"]) => gaps.some((gap) => gap.at === at)
  const isOpen = (at: RequirementGap["at"]) => gaps.some((gap) => gap.at === at && gap.severity === "open")
  return {
    requirement: row.id,
    specified: !lacks("specification"),
    written: !lacks("file"),
    tested: !isOpen("test"),
    proven: row.proofs.length > 0 && !lacks("proof") && !lacks("test"),
    running: row.deployments.some(({ status }) => status === "running")
  }
}
