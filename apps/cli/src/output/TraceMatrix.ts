/**
 * The traceability matrix as a file for others: CSV after RFC 4180, or a Markdown table. One row for each requirement.
 */
import type { TracedRequirement } from "@layercake/core/operation/RequirementOperations"

const heads = [
  "requirement",
  "text",
  "document",
  "status",
  "specification",
  "files",
  "tests",
  "proofs",
  "deployments",
  "gaps"
]

const cellsOf = ({ gaps, requirement }: TracedRequirement): ReadonlyArray<string> => [
  requirement.id,
  requirement.text,
  `${requirement.document.path}:${requirement.document.line}`,
  requirement.excluded === null ? requirement.status : `excluded: ${requirement.excluded}`,
  requirement.elements.map(({ kind, name }) => `${kind} ${name}`).join("; "),
  [...new Set(requirement.files.map(({ path }) => path))].join("; "),
  requirement.tests.map(({ name, outcome }) => `${name} (${outcome})`).join("; "),
  requirement.proofs.map(({ kind, outcome, tree }) => `${kind} ${outcome} ${tree.slice(0, 12)}`).join("; "),
  requirement.deployments
    .map(({ status, target, tree }) => `${target} ${status} ${tree.slice(0, 12)}`)
    .join("; "),
  gaps.map(({ message }) => message).join(" ")
]

export const csvMatrix = (traced: ReadonlyArray<TracedRequirement>): string =>
  [heads, ...traced.map(cellsOf)].map((cells) => cells.map(csvCell).join(",")).join("\r\n")

export const markdownMatrix = (traced: ReadonlyArray<TracedRequirement>): string =>
  [heads, heads.map(() => "---"), ...traced.map(cellsOf)]
    .map((cells) => `| ${cells.map(markdownCell).join(" | ")} |`)
    .join("\n")

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
const csvCell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const markdownCell = (text: string): string =>
  text
    .replace(/[\\|<>`*_[\]]/g, (mark) => `\\${mark}`)
    .replace(/\s+/g, " ")
    .trim()
