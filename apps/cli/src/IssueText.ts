/**
 * What is wrong with data that somebody gave, each mistake with its field.
 */
import { SchemaIssue } from "effect"

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** `healAttempts: Expected number.`, one to a line when there are several. */
export const issueText = (issue: SchemaIssue.Issue): string => {
  const lines = issuesOf(issue).issues.map(({ message, path }) =>
    path === undefined || path.length === 0 ? message : `${path.join(".")}: ${message}`
  )
  return lines.length === 1
    ? `${lines[0]}.`
    : `It has ${lines.length} mistakes:\n${lines.map((line) => `- ${line}`).join("\n")}`
}
