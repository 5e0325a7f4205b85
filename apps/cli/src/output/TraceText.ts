/**
 * Requirements for a person: all of them in a table, or one of them in full, with what is missing marked.
 */
import type { TracedRequirement } from "@layercake/core/operation/RequirementOperations"
import type { Look } from "./GateTable.ts"
import { countText } from "./Money.ts"
import { harmless, paint, status } from "./Style.ts"
import { table } from "./Table.ts"

const missing = "-"

/** One line for each requirement. What is only out of date is marked with `!` and not counted. */
export const traceTable = (traced: ReadonlyArray<TracedRequirement>, { colour, columns }: Look): string => {
  const open = traced.filter(({ gaps }) => gaps.some(({ severity }) => severity === "open"))
  const counted = traced.filter(({ requirement }) => requirement.status === "listed")
  return [
    table(
      [
        ["ID", "SPECIFICATION", "FILES", "TESTS", "PROOFS", "DEPLOYED", "REQUIREMENT"].map((head) =>
          paint(colour, "quiet", head)
        ),
        ...traced.map((one) => [
          one.requirement.id,
          mark(one, "specification", specification(one), colour),
          mark(one, "file", one.requirement.files.length === 0 ? missing : countOf(one, "files"), colour),
          mark(one, "test", tests(one), colour),
          mark(one, "proof", proofs(one), colour),
          mark(one, "deployment", deployments(one), colour),
          harmless(remark(one) + one.requirement.text)
        ])
      ],
      columns
    ),
    "",
    `${countText(counted.length, "requirement")}, ${open.length === 0 ? "none with a gap" : `${open.length} with gaps: ${open.map(({ requirement }) => requirement.id).join(", ")}`}`
  ].join("\n")
}

/** Everything about one requirement. */
export const traceText = ({ gaps, requirement }: TracedRequirement, { colour, columns }: Look): string => {
  const section = (title: string, rows: ReadonlyArray<ReadonlyArray<string>>) => [
    "",
    paint(colour, "strong", title),
    rows.length === 0
      ? `  ${paint(colour, gaps.length === 0 ? "quiet" : "bad", "none")}`
      : table(
          rows.map(([first = "", ...rest]) => [`  ${harmless(first)}`, ...rest]),
          columns
        )
  ]
  return [
    `${paint(colour, "strong", requirement.id)}  ${harmless(requirement.text)}`,
    `${requirement.document.path}:${requirement.document.line}${requirement.stories.length > 0 ? `, ${requirement.stories.join(", ")}` : ""}${requirement.nonFunctional ? ", a quality" : ""}`,
    ...(requirement.status === "withdrawn" ? [`Withdrawn at version ${requirement.withdrawnAt}.`] : []),
    ...(requirement.excluded === null ? [] : [`Not built: ${harmless(requirement.excluded)}`]),
    ...section(
      "Criteria",
      requirement.criteria.map(({ id, text }) => [id, harmless(text)])
    ),
    ...section(
      "Specification",
      requirement.elements.map(({ kind, line, name, path }) => [kind, harmless(name), `${path}:${line}`])
    ),
    ...section(
      "Files",
      requirement.files.map(({ line, path, proof }) => [`${path}:${line}`, `by ${proof}`])
    ),
    ...section(
      "Tests",
      requirement.tests.map(({ name, outcome, path }) => [
        name,
        status(colour, outcome),
        path ?? "file not known"
      ])
    ),
    ...section(
      "Proofs",
      requirement.proofs.map(({ kind, outcome, tree, version }) => [
        kind,
        status(colour, outcome),
        `tree ${tree.slice(0, 12)}, version ${version}`
      ])
    ),
    ...section(
      "Deployments",
      requirement.deployments.map((deployment) => [
        deployment.target,
        status(colour, deployment.status),
        `tree ${deployment.tree.slice(0, 12)}`
      ])
    ),
    ...(gaps.length === 0
      ? []
      : section(
          "Gaps",
          gaps.map(({ at, message, severity }) => [
            at,
            paint(colour, severity === "open" ? "bad" : "wait", severity),
            harmless(message)
          ])
        ))
  ].join("\n")
}

export const specification = ({ requirement }: TracedRequirement): string => {
  const [first, ...rest] = requirement.elements
  if (first === undefined) return requirement.nonFunctional ? "quality" : missing
  return harmless(`${first.kind === "architecture" ? "architecture" : first.name}${plus(rest)}`)
}

export const tests = ({ requirement }: TracedRequirement): string => {
  const passed = requirement.tests.filter(({ outcome }) => outcome === "passed").length
  const others = requirement.tests.length - passed
  if (requirement.tests.length === 0) return missing
  return `${passed} passed${others > 0 ? `, ${others} not` : ""}`
}

export const proofs = ({ requirement }: TracedRequirement): string => {
  const bad = requirement.proofs.filter(({ outcome }) => outcome !== "passed")
  if (requirement.proofs.length === 0) return missing
  return bad.length === 0
    ? `${requirement.proofs.length} passed`
    : bad.map(({ kind, outcome }) => `${kind} ${outcome}`).join(", ")
}

export const deployments = ({ requirement }: TracedRequirement): string =>
  requirement.deployments
    .map(({ status, target }) => (status === "running" ? target : `${target} ${status}`))
    .join(", ") || missing

const countOf = ({ requirement }: TracedRequirement, what: "files"): string => {
  const paths = [...new Set(requirement[what].map(({ path }) => path))]
  return `${paths.length}`
}

const plus = (rest: ReadonlyArray<unknown>) => (rest.length === 0 ? "" : ` +${rest.length}`)

const remark = ({ requirement }: TracedRequirement) =>
  requirement.status === "withdrawn"
    ? "(withdrawn) "
    : requirement.excluded === null
      ? ""
      : `(not built: ${requirement.excluded}) `

const mark = (
  { gaps }: TracedRequirement,
  at: TracedRequirement["gaps"][number]["at"],
  text: string,
  colour: boolean
): string => {
  const gap = gaps.find((gap) => gap.at === at)
  if (gap === undefined) return text
  return paint(
    colour,
    gap.severity === "open" ? "bad" : "wait",
    gap.severity === "open" && text === missing ? "MISSING" : `${text} !`
  )
}
