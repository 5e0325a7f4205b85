/**
 * What is missing between a requirement and its deployment, from its row and the trees between. Reads rows only; the
 * gates judge by their checks.
 */
import { Schema } from "effect"
import type { TreeDigest } from "../tree/Tree.ts"
import type { RequirementRow } from "./RequirementBoard.ts"

export const RequirementGap = Schema.Struct({
  at: Schema.Literals(["specification", "file", "test", "proof", "deployment"]),
  /** `open`: it is not there. `stale`: it was, or it is about other files than there are now. */
  severity: Schema.Literals(["open", "stale"]),
  message: Schema.String
})
export type RequirementGap = typeof RequirementGap.Type

/** One change of the tree, as its commit says it. */
export interface TreeStep {
  readonly tree: TreeDigest
  readonly paths: ReadonlyArray<string>
  readonly version: number
}

/** The paths that changed on the way from one tree to another; undefined when the way is not known. Steps are in order. */
export const changedBetween = (
  steps: ReadonlyArray<TreeStep>,
  from: TreeDigest,
  to: TreeDigest
): ReadonlySet<string> | undefined => {
  const start = steps.findLastIndex(({ tree }) => tree === from)
  const end = steps.findLastIndex(({ tree }) => tree === to)
  if (start < 0 || end < start) return from === to ? new Set() : undefined
  return new Set(steps.slice(start + 1, end + 1).flatMap(({ paths }) => paths))
}

/** None of what was withdrawn or excluded. `tree` is the project's as it is now. */
export const gapsOf = (
  row: RequirementRow,
  tree: TreeDigest | null,
  steps: ReadonlyArray<TreeStep>
): ReadonlyArray<RequirementGap> => {
  if (row.status === "withdrawn" || row.excluded !== null) return []
  const own = new Set([...row.files, ...row.tests].flatMap(({ path }) => (path === null ? [] : [path])))
  const changed = (from: TreeDigest, to: TreeDigest) => {
    const paths = changedBetween(steps, from, to)
    return paths === undefined ? [] : [...paths].filter((path) => own.has(path as never))
  }
  const tested = row.proofs.findLast(({ kind }) => row.tests.some(({ proof }) => proof === kind))
  const passing = row.tests.filter(({ outcome }) => outcome === "passed")
  const gap = (at: RequirementGap["at"], message: string, severity: RequirementGap["severity"] = "open") => ({
    at,
    severity,
    message
  })
  const running = row.deployments.filter(({ status }) => status === "running")
  return [
    ...(row.elements.length > 0 || row.nonFunctional
      ? []
      : [gap("specification", "No element of a specification names it.")]),
    ...(row.files.length > 0 ? [] : [gap("file", "No file of the code or the tests is traced to it.")]),
    ...(passing.length > 0
      ? []
      : [gap("test", row.tests.length === 0 ? "No test names it." : "No test that names it passed.")]),
    ...row.proofs
      .filter(({ outcome }) => outcome !== "passed")
      .map(({ kind, outcome }) => gap("proof", `The proof ${kind} ${verb(outcome)}.`)),
    ...(tested === undefined || tree === null
      ? []
      : stale(changed(tested.tree, tree), (paths) =>
          gap("test", `Changed since it was tested: ${paths}.`, "stale")
        )),
    ...(running.length > 0 ? [] : [notRunning(row)]),
    ...running.flatMap((deployment) =>
      tested === undefined
        ? []
        : stale(changed(tested.tree, deployment.tree), (paths) =>
            gap("deployment", `${deployment.target} runs other files than were tested: ${paths}.`, "stale")
          )
    )
  ]
}

const notRunning = ({ deployments }: RequirementRow): RequirementGap => {
  const before = deployments.filter(({ status }) => status === "stopped" || status === "inherited")
  return before.length === 0
    ? { at: "deployment", severity: "open", message: "It runs nowhere." }
    : {
        at: "deployment",
        severity: "stale",
        message: `It ran at ${before.map(({ target }) => target).join(" and ")}, and does no more.`
      }
}

const verb = (outcome: string) => (outcome === "failed" ? "failed" : "was inconclusive")

const stale = (
  paths: ReadonlyArray<string>,
  say: (paths: string) => RequirementGap
): ReadonlyArray<RequirementGap> =>
  paths.length === 0 ? [] : [say(paths.length > 3 ? `${paths.slice(0, 3).join(", ")}, …` : paths.join(", "))]
