/**
 * Which parts of a prompt are shown in which form, so that all of it fits a budget of tokens. Pure, and the same parts
 * always give the same plan. Does not know what the parts say.
 */
import { Result, Schema } from "effect"

/** How much of a part is shown. `outline`: its headings or exports. `name`: that it is there. `left-out`: nothing. */
export const PartForm = Schema.Literals(["whole", "outline", "name", "left-out"])
export type PartForm = typeof PartForm.Type

export interface PlannedForm {
  readonly form: Exclude<PartForm, "left-out">
  readonly tokens: number
}

export interface PlannedPart<Form extends PlannedForm> {
  /** Largest first; at least one. */
  readonly forms: ReadonlyArray<Form>
  /** Shown in its largest form, whatever else has to go. */
  readonly isFixed: boolean
}

/** What is never cut is more than the budget by itself. */
export interface TooLarge {
  readonly fixedTokens: number
  readonly budget: number
}

/** This part of the budget is kept for naming what is not shown, so that nothing disappears without a word. */
export const namingShare = 1 / 8

/**
 * The form of each part, in the order given, which is that of importance: each gets the largest form that fits into
 * what those before it left, while room stays to name those after it. Undefined: left out.
 */
export const plan = <Form extends PlannedForm>(
  parts: ReadonlyArray<PlannedPart<Form>>,
  budget: number
): Result.Result<ReadonlyArray<Form | undefined>, TooLarge> => {
  const fixedTokens = sum(parts.filter((part) => part.isFixed).map(({ forms }) => forms[0]?.tokens ?? 0))
  if (fixedTokens > budget) return Result.fail({ fixedTokens, budget })
  let left = budget - fixedTokens
  let reserve = Math.min(left, Math.floor(budget * namingShare), sum(parts.map(smallestOf)))
  return Result.succeed(
    parts.map((part) => {
      if (part.isFixed) return part.forms[0]
      const own = Math.min(reserve, smallestOf(part))
      const room = left - (reserve - own)
      reserve -= own
      const chosen = part.forms.find(({ tokens }) => tokens <= room)
      left -= chosen?.tokens ?? 0
      return chosen
    })
  )
}

const smallestOf = ({ forms, isFixed }: PlannedPart<PlannedForm>): number =>
  isFixed ? 0 : (forms.at(-1)?.tokens ?? 0)

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((total, number) => total + number, 0)
