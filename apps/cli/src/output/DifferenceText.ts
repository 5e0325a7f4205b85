/**
 * What is different between two moments, for a person: what happened, files, rows and cost.
 */
import type { FieldChange, RowsDifference } from "@layercake/core/history/HistoryDifference"
import type { ProjectDifference } from "@layercake/core/operation/HistoryOperations"
import type { Look } from "./GateTable.ts"
import { countText, moneyText } from "./Money.ts"
import { toJson } from "./Output.ts"
import { harmless, paint } from "./Style.ts"
import { table } from "./Table.ts"

/** Events and fields that are shown; `--json` has them all. */
const shown = 20

export const differenceText = (difference: ProjectDifference, look: Look): string => {
  const { cost, events, files, from, rows, to } = difference
  const head = (text: string) => paint(look.colour, "strong", text)
  const section = (title: string, lines: ReadonlyArray<ReadonlyArray<string>>) =>
    lines.length === 0 ? [] : ["", head(title), table(lines, look.columns)]
  return [
    `${head(`Version ${from} to ${to}`)}: ${countText(events.length, "event")}`,
    ...section("Events", [
      ...events.slice(0, shown).map((row) => [`  ${row.version}`, harmless(row.text)]),
      ...more(events.length - shown)
    ]),
    ...section("Files", [
      ...files.added.map((file) => ["  added", file.path, `${file.bytes} bytes`]),
      ...files.changed.map(({ after, before }) => [
        "  changed",
        after.path,
        `${before.bytes} to ${after.bytes} bytes`
      ]),
      ...files.removed.map((file) => ["  removed", file.path, ""])
    ]),
    ...rows.flatMap((one) => section(`Rows of ${one.projection}`, rowLines(one))),
    "",
    `Spent: ${moneyText(cost.microUsd)}, ${countText(cost.calls, "call")}, ${cost.usage.inputTokens} tokens in, ${cost.usage.outputTokens} out`
  ].join("\n")
}

const rowLines = ({ added, changed, removed }: RowsDifference): ReadonlyArray<ReadonlyArray<string>> => {
  const lines = [
    ...added.map(({ key }) => ["  added", harmless(key), ""]),
    ...changed.flatMap(({ fields, key }) =>
      fields.map((field) => ["  changed", harmless(key), fieldText(field)])
    ),
    ...removed.map(({ key }) => ["  removed", harmless(key), ""])
  ]
  return [...lines.slice(0, shown), ...more(lines.length - shown)]
}

const more = (rest: number): ReadonlyArray<ReadonlyArray<string>> =>
  rest > 0 ? [[`  and ${rest} more; --json has them all`]] : []

const fieldText = ({ after, before, path }: FieldChange): string =>
  `${path.slice(1)}: ${valueText(before)} to ${valueText(after)}`

const valueText = (value: unknown): string => {
  const text = value === undefined ? "nothing" : toJson(value)
  return harmless(text.length > 60 ? `${text.slice(0, 57)}...` : text)
}
