/**
 * From everything an agent could be told to what it is told: plans the parts by importance, then writes them in an order
 * that changes least from call to call, since providers keep the beginning of a prompt. Pure: the same input gives the
 * same prompt.
 *
 * Importance: task, contract, what failed and why again, decisions and memory, documents, code, earlier errors.
 * Place: files, memory, earlier errors, hand-over, what failed, task, contract, why again.
 */
import { Result } from "effect"
import type { Recollection } from "../memory/Recollection.ts"
import type { TreeFile } from "../tree/Tree.ts"
import type { Relevance } from "./FileRelevance.ts"
import { leftOutText, nameText, outlineText, wholeText } from "./FileText.ts"
import { memoryShare, memoryText } from "./MemoryText.ts"
import { type AssembledPrompt, importanceOf, type PromptPart, type PromptSection } from "./PromptPart.ts"
import { type PartForm, plan, type PlannedForm, type TooLarge } from "./PromptPlan.ts"
import { tokensOf, tokensOfBytes } from "./TokenEstimate.ts"

/** A file with what was read of it. */
export interface PromptFile {
  readonly file: TreeFile
  readonly relevance: Relevance
  /** Undefined when it was not read; it is named then. */
  readonly content: string | undefined
  readonly outline: ReadonlyArray<string> | undefined
}

export interface PromptInput {
  /** The template's instructions. */
  readonly system: string
  readonly task: string
  readonly contract: string
  readonly again: string
  /** What failed, in full and shorter; longest first. */
  readonly failures: ReadonlyArray<string>
  readonly handover: string
  readonly recollections: ReadonlyArray<Recollection>
  /** Most relevant first. */
  readonly files: ReadonlyArray<PromptFile>
  readonly earlier: string
  /** Estimated tokens for all of it, the system text too. */
  readonly budget: number
}

interface DraftedForm extends PlannedForm {
  readonly text: string
}

/** A part with all its forms, longest first. */
interface Drafted {
  readonly section: PromptSection
  readonly name: string
  readonly isFixed: boolean
  readonly forms: ReadonlyArray<DraftedForm>
  readonly wholeTokens: number
}

/** For the headings between the parts, and for saying what is not named. */
const headroom = 350

export const assemble = (input: PromptInput): Result.Result<AssembledPrompt, TooLarge> => {
  const drafts = drafted(input)
  return Result.mapBoth(plan(drafts, input.budget - headroom), {
    onFailure: ({ fixedTokens }) => ({ fixedTokens: fixedTokens + headroom, budget: input.budget }),
    onSuccess: (chosen) => written(input, drafts, chosen)
  })
}

/** With the empty line before the next part. */
const formOf = (form: DraftedForm["form"], text: string): DraftedForm => ({
  form,
  text,
  tokens: tokensOf(text) + 1
})

const fixed = (section: PromptSection, name: string, text: string): ReadonlyArray<Drafted> =>
  text === ""
    ? []
    : [{ section, name, isFixed: true, forms: [formOf("whole", text)], wholeTokens: tokensOf(text) }]

const shrinking = (
  section: PromptSection,
  name: string,
  [whole = "", ...shorter]: ReadonlyArray<string>
): ReadonlyArray<Drafted> =>
  whole === ""
    ? []
    : [
        {
          section,
          name,
          isFixed: false,
          forms: [formOf("whole", whole), ...shorter.map((text) => formOf("outline", text))],
          wholeTokens: tokensOf(whole)
        }
      ]

/** In order of importance. */
const drafted = (input: PromptInput): ReadonlyArray<Drafted> => {
  const share = Math.floor(input.budget * memoryShare)
  const memory = memoryText(input.recollections, share)
  return [
    ...fixed("task", "template", input.system),
    ...fixed("task", "assignment", input.task),
    ...fixed("contract", "what must be sent", input.contract),
    ...shrinking("failures", "why it is done again", [input.again]),
    ...shrinking("failures", "what failed", input.failures),
    ...shrinking("memory", "hand-over", [input.handover]),
    ...shrinking("memory", "decided and tried", [
      memory.text,
      memoryText(input.recollections, Math.floor(share / 4)).text
    ]).map((part) =>
      memory.isCondensed
        ? { ...part, wholeTokens: tokensOf(input.recollections.map(({ text }) => text).join("\n")) }
        : part
    ),
    ...input.files.map(({ content, file, outline, relevance }): Drafted => ({
      section: relevance === "document" ? "documents" : "code",
      name: file.path,
      isFixed: false,
      forms: [
        ...(content === undefined ? [] : [formOf("whole", wholeText(file.path, content))]),
        ...(outline === undefined ? [] : [formOf("outline", outlineText(file, outline))]),
        formOf("name", nameText(file))
      ],
      wholeTokens: content === undefined ? tokensOfBytes(file.bytes) : tokensOf(content)
    })),
    ...shrinking("errors", "what failed earlier", [input.earlier])
  ]
}

const written = (
  input: PromptInput,
  drafts: ReadonlyArray<Drafted>,
  chosen: ReadonlyArray<DraftedForm | undefined>
): AssembledPrompt => {
  const placed = drafts.map((draft, index) => {
    const { form, text } = chosen[index] ?? leftOut
    return { draft, form, text }
  })
  const isFile = ({ section }: Drafted) => section === "documents" || section === "code"
  const files = placed.filter(({ draft }) => isFile(draft))
  const said = (name: string) => placed.find(({ draft }) => !isFile(draft) && draft.name === name)?.text ?? ""
  const shown = fileSection(
    files.map(({ draft, form, text }) => ({ path: draft.name, section: draft.section, form, text }))
  )
  const prompt = joined(
    shown,
    said("decided and tried"),
    said("what failed earlier"),
    said("hand-over"),
    said("what failed"),
    said("assignment"),
    said("what must be sent"),
    said("why it is done again")
  )
  return {
    system: input.system,
    prompt,
    stable: shown.length,
    parts: placed
      .map(({ draft, form, text }): PromptPart => ({
        section: draft.section,
        name: draft.name,
        form,
        tokens: tokensOf(text),
        wholeTokens: draft.wholeTokens
      }))
      .toSorted((a, b) => importanceOf(a.section) - importanceOf(b.section)),
    tokens: tokensOf(input.system) + tokensOf(prompt),
    budget: input.budget
  }
}

const leftOut = { form: "left-out", text: "" } as const

interface PlacedFile {
  readonly path: string
  readonly section: PromptSection
  readonly form: PartForm
  readonly text: string
}

/** Documents before code and both by path, so that the beginning stays the same whatever is relevant today. */
const fileSection = (files: ReadonlyArray<PlacedFile>): string => {
  const of = (form: PartForm) =>
    files
      .filter((file) => file.form === form)
      .toSorted((a, b) => importanceOf(a.section) - importanceOf(b.section) || (a.path < b.path ? -1 : 1))
  const [whole, outlined, named] = [of("whole"), of("outline"), of("name")].map((list) =>
    list.map(({ text }) => text)
  )
  const unnamed = of("left-out").map(({ path }) => path)
  const rest = joined((outlined ?? []).join("\n"), (named ?? []).join("\n"), leftOutText(unnamed))
  if (files.length === 0) return ""
  return joined(
    "# The files of the project",
    ...(whole ?? []),
    rest === ""
      ? ""
      : `## Files that are not shown whole\nDo not send one of these again without having seen it; name it in a query if you need it.\n\n${rest}`
  )
}

const joined = (...parts: ReadonlyArray<string>): string => parts.filter((part) => part !== "").join("\n\n")
