/**
 * The proof `requirements`: every requirement is numbered, belongs to a user story, has acceptance criteria and can be
 * tested. Whether they are the right requirements is for the person at the gate.
 */
import { Array as Arr, Effect, Option } from "effect"
import type { Checker } from "../port/Checkers.ts"
import { type Diagnostic, ProofKind } from "../proof/Proof.ts"
import { judge, missingFile, textOf, timed, type Verdict } from "./CheckReport.ts"
import { parseRequirements, type Requirement, type RequirementList, type Stray } from "./RequirementList.ts"
import { listed, requirementsPath } from "./RequirementListing.ts"
import { numberingFaults } from "./RequirementNumbering.ts"
import { wordingFaults } from "./RequirementWording.ts"

export const checker: Checker = {
  kind: ProofKind.make("requirements"),
  check: (input) =>
    timed(
      Effect.map(
        textOf(input, requirementsPath),
        Option.match({
          onNone: () => judge(absent),
          onSome: (text) => {
            const list = parseRequirements(text)
            return { ...checkRequirements(list), ...listed(input, list) }
          }
        })
      )
    )
}

export const checkRequirements = (list: RequirementList): Verdict => {
  const counts = {
    stories: list.stories.length,
    requirements: list.requirements.length,
    criteria: list.criteria.length
  }
  const criteriaByRequirement = Arr.groupBy(list.criteria, (criterion) => criterion.requirement)
  const requirementIds = new Set(list.requirements.map((requirement) => requirement.id))
  const storyIds = new Set(list.stories.map((story) => story.id))
  const diagnostics = [
    ...(list.stories.length === 0 ? [noneOf("user story", "## US-1 Book a room")] : []),
    ...(list.requirements.length === 0 ? [noneOf("requirement", "- **FR-1** The system refuses …")] : []),
    ...list.strays.map(strayed),
    ...[
      ...numberingFaults("US-", list.stories),
      ...numberingFaults(
        "FR-",
        list.requirements.filter(({ id }) => !isQuality(id))
      ),
      ...numberingFaults(
        "NFR-",
        list.requirements.filter(({ id }) => isQuality(id))
      ),
      ...Object.entries(criteriaByRequirement).flatMap(([id, criteria]) =>
        numberingFaults(`${id.replace("FR", "AC")}.`, criteria)
      )
    ].map(({ rule, line, message }) => fault(rule, line, message)),
    ...list.stories
      .filter((story) => !list.requirements.some((requirement) => requirement.stories.includes(story.id)))
      .map((story) =>
        fault(
          "story-without-requirement",
          story.line,
          `${story.id} has no requirement. Add one below its heading, such as \`- **FR-${list.requirements.length + 1}** …\`, or remove the story.`
        )
      ),
    ...list.requirements.flatMap((requirement) => [
      ...belonging(requirement, storyIds),
      ...(requirement.excluded === ""
        ? [
            fault(
              "exclusion-without-reason",
              requirement.line,
              `${requirement.id} is excluded without a reason. Write \`(excluded: why)\`, or take the mark away.`
            )
          ]
        : []),
      ...(isQuality(requirement.id) || criteriaByRequirement[requirement.id] !== undefined
        ? []
        : [
            fault(
              "requirement-without-criterion",
              requirement.line,
              `${requirement.id} has no acceptance criterion. Add \`- **${requirement.id.replace("FR", "AC")}.1** Given …, when …, then …\`.`
            )
          ]),
      ...wording(
        requirement,
        (criteriaByRequirement[requirement.id] ?? []).map((criterion) => criterion.text)
      )
    ]),
    ...list.criteria.flatMap((criterion) => [
      ...(requirementIds.has(criterion.requirement)
        ? []
        : [
            fault(
              "criterion-without-requirement",
              criterion.line,
              `${criterion.id} belongs to ${criterion.requirement}, which does not exist. Give it the number of a requirement, or write ${criterion.requirement}.`
            )
          ]),
      ...wording(criterion, [])
    ])
  ]
  return judge({
    passed: `${counts.requirements} requirements in ${counts.stories} user stories, each with acceptance criteria (${counts.criteria}) and testable wording.`,
    counts,
    tools,
    diagnostics: diagnostics.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  })
}

/** One that is numbered as a quality: it belongs to the whole, and its own words say what is to be seen. */
const isQuality = (id: string) => id.startsWith("N")

const belonging = (requirement: Requirement, stories: ReadonlySet<string>): ReadonlyArray<Diagnostic> => {
  const unknown = requirement.stories.filter((story) => !stories.has(story))
  if (unknown.length > 0) {
    return [
      fault(
        "unknown-story",
        requirement.line,
        `${requirement.id} names ${unknown.join(", ")}, which does not exist. Name a user story of this document.`
      )
    ]
  }
  return requirement.stories.length > 0 || isQuality(requirement.id)
    ? []
    : [
        fault(
          "requirement-without-story",
          requirement.line,
          `${requirement.id} belongs to no user story. Move it below a heading such as \`## US-1 …\`, or name its story as in \`(US-1)\`.`
        )
      ]
}

const wording = (
  entry: { readonly id: string; readonly text: string; readonly line: number },
  support: ReadonlyArray<string>
): ReadonlyArray<Diagnostic> =>
  entry.text.split(/\s+/).length < 3
    ? [
        fault(
          "too-short",
          entry.line,
          `${entry.id} says too little to be tested. Write who does what and what is to be seen then.`
        )
      ]
    : wordingFaults(entry.text, support).map((wording) =>
        fault(
          "untestable",
          entry.line,
          `${entry.id} cannot be tested because of "${wording.found}". Write ${wording.instead}.`
        )
      )

const strayed = (stray: Stray) =>
  fault(
    "unreadable-entry",
    stray.line,
    `${stray.id} is not written so that it can be read. Write stories as \`## US-1 Title\`, requirements as \`- **FR-1** text\` or \`- **NFR-1** text\` and criteria as \`- **AC-1.1** text\`.`
  )

const noneOf = (what: string, example: string) =>
  fault("nothing-found", undefined, `${requirementsPath} has no ${what}. Write each as \`${example}\`.`)

const fault = (rule: string, line: number | undefined, message: string): Diagnostic => ({
  severity: "error",
  rule,
  path: requirementsPath,
  ...(line === undefined ? {} : { line }),
  message
})

const tools = { "layercake-requirements": "1" }

const absent = {
  passed: "",
  counts: {},
  tools,
  diagnostics: [
    missingFile(requirementsPath, "Write the user stories with their requirements and acceptance criteria.")
  ]
}
