/**
 * The requirements of a document as the log keeps them. Judges none of them.
 */
import type { CheckInput } from "../port/Checkers.ts"
import { RequirementId, type RequirementTrace, shortText } from "../requirement/Requirement.ts"
import type { RequirementList } from "./RequirementList.ts"

/** Where the requirements are. */
export const requirementsPath = "docs/prd.md"

/** Empty when the tree has no such document. Of two requirements with one number the first counts. */
export const listed = (
  { files }: Pick<CheckInput, "files">,
  { criteria, requirements, stories }: RequirementList
): { readonly trace?: RequirementTrace } => {
  const document = files.find(({ path }) => path === requirementsPath)
  if (document === undefined) return {}
  const known = new Set(stories.map(({ id }) => id))
  return {
    trace: {
      listed: {
        path: document.path,
        digest: document.digest,
        requirements: firstOfEach(requirements).map((requirement) => ({
          id: RequirementId.make(requirement.id),
          text: shortText(requirement.text),
          stories: requirement.stories.filter((story) => known.has(story)),
          criteria: criteria
            .filter((criterion) => criterion.requirement === requirement.id)
            .map(({ id, text }) => ({ id, text: shortText(text) })),
          nonFunctional: requirement.nonFunctional,
          excluded: requirement.excluded === null ? null : shortText(requirement.excluded),
          line: requirement.line
        }))
      }
    }
  }
}

/** Without those whose id came before. */
export const firstOfEach = <A extends { readonly id: string }>(entries: ReadonlyArray<A>): ReadonlyArray<A> =>
  Array.from(new Map(entries.toReversed().map((entry) => [entry.id, entry])).values()).toReversed()
