/**
 * Which tests show which requirement, and which files mention it, as the log keeps them. Judges none of them.
 */
import { nameSeparator, type TestResult } from "../build/TestResult.ts"
import { RequirementId, type RequirementTrace, shortText } from "../requirement/Requirement.ts"
import { FilePath, isSafePath } from "../tree/Tree.ts"
import { type CodeFile, isTestFile, mentionsIn } from "./CodeMention.ts"
import { mentionedRequirements, type Requirement } from "./RequirementList.ts"

/** Tests of one requirement that are kept; more would say no more. */
const maxTests = 100

export const testTrace = (
  requirements: ReadonlyArray<Requirement>,
  tests: ReadonlyArray<TestResult>,
  code: ReadonlyArray<CodeFile>
): RequirementTrace => {
  const known = new Set(requirements.map(({ id }) => id))
  const mentions = mentionsIn(code).filter(({ requirement }) => known.has(requirement))
  const kept = new Map<string, number>()
  return {
    tests: tests.flatMap(({ name, outcome, path }) =>
      mentionedRequirements(name)
        .filter((id) => known.has(id))
        .flatMap((id) => {
          const count = (kept.get(id) ?? 0) + 1
          kept.set(id, count)
          return count > maxTests
            ? []
            : [
                {
                  requirement: RequirementId.make(id),
                  name: shortText(name),
                  path: fileOf(name, path, code),
                  outcome
                }
              ]
        })
    ),
    files: mentions.map(({ line, path, requirement }) => ({
      requirement: RequirementId.make(requirement),
      path,
      line
    }))
  }
}

/** As the runner says, or the one test file that has the test's own name in it. */
const fileOf = (name: string, path: string | undefined, code: ReadonlyArray<CodeFile>): FilePath | null => {
  if (path !== undefined) return isSafePath(path) ? FilePath.make(path) : null
  const own = name.split(nameSeparator).at(-1) ?? name
  const found = code.filter((file) => isTestFile(file.path) && file.text.includes(own))
  return found.length === 1 ? (found[0]?.path ?? null) : null
}
