/**
 * A previewed prompt for a terminal: what it is made of, how large it is, and what the call may cost.
 */
import type { PromptPreview } from "@layercake/core/operation/AgentOperations"
import { importanceOf, type PromptPart } from "@layercake/core/prompt/PromptPart"
import type { Look } from "./GateTable.ts"
import { countText, moneyText } from "./Money.ts"
import { harmless, paint, type Tone } from "./Style.ts"
import { table } from "./Table.ts"

const words: Readonly<Record<PromptPart["form"], readonly [Tone, string]>> = {
  whole: ["good", "shown"],
  outline: ["wait", "outlined"],
  name: ["wait", "named"],
  "left-out": ["bad", "left out"]
}

const standings: Readonly<Record<PromptPreview["standing"], string>> = {
  begun: "was sent when the run was begun",
  due: "is sent next",
  hypothetical: "would be sent if it were done now"
}

/** Parts of one section that are not shown at all stand in one line. */
export const promptText = (preview: PromptPreview, { colour, columns }: Look): string =>
  [
    `What ${preview.agent} ${standings[preview.standing]}: ${preview.gate} ${preview.step}, ${preview.purpose} ${preview.attempt} (${preview.run})`,
    `Template ${preview.agent} version ${preview.templateVersion}, ${preview.templateDigest.slice(0, 12)}`,
    "",
    ...(preview.parts.length === 0
      ? ["The project has moved on since this run was begun, so its parts cannot be told apart any more."]
      : [
          table(
            [
              ["IMPORTANCE", "PART", "TOKENS", "OF", "STATE"].map((head) => paint(colour, "quiet", head)),
              ...rowsOf(preview.parts).map(([part, ...cells]) => [
                ...cells,
                paint(colour, words[part.form][0], words[part.form][1])
              ])
            ],
            columns
          )
        ]),
    "",
    `About ${preview.tokens} of ${preview.budget} tokens. ${costText(preview)}`
  ].join("\n")

/** The first part of each row says in which form it is. */
const rowsOf = (
  parts: ReadonlyArray<PromptPart>
): ReadonlyArray<readonly [part: PromptPart, ...cells: ReadonlyArray<string>]> => {
  const rows: Array<readonly [PromptPart, ...ReadonlyArray<string>]> = []
  for (const section of new Set(parts.map((part) => part.section))) {
    const own = parts.filter((part) => part.section === section)
    const importance = `${importanceOf(section)} ${section}`
    for (const part of own.filter(({ form }) => form === "whole" || form === "outline"))
      rows.push([part, importance, harmless(part.name), String(part.tokens), String(part.wholeTokens)])
    for (const form of ["name", "left-out"] as const) {
      const rest = own.filter((part) => part.form === form)
      const [first] = rest
      if (first === undefined) continue
      const name = rest.length === 1 ? harmless(first.name) : countText(rest.length, "file")
      rows.push([first, importance, name, String(sum(rest, "tokens")), String(sum(rest, "wholeTokens"))])
    }
  }
  return rows
}

const sum = (parts: ReadonlyArray<PromptPart>, field: "tokens" | "wholeTokens"): number =>
  parts.reduce((total, part) => total + part[field], 0)

const costText = ({ cost }: PromptPreview): string => {
  if (cost === null)
    return "No model was asked yet, so nothing is known of what it would cost; name one with --as."
  return cost.microUsd === null
    ? `The price of ${cost.model} is not known; \`layercake cost\` says how to add it.`
    : `At most ${moneyText(cost.microUsd)} for ${cost.model}, with an answer of ${cost.outputTokens} tokens.`
}
