/**
 * What a project has spent and may still spend, and the price table, for a person.
 */
import type { CeilingLine, CostLine, CostReport, PriceLine } from "@layercake/core/operation/CostOperations"
import { countText, moneyText } from "./Money.ts"
import type { OutputOptions } from "./Output.ts"
import { harmless, paint } from "./Style.ts"
import { table } from "./Table.ts"

type Look = Pick<OutputOptions, "colour" | "columns">

export const costReportText = (report: CostReport, look: Look, command: (words: string) => string): string =>
  [
    `${report.project}: ${summaryText(report)}`,
    ...(report.total.runs === 0 && report.total.calls === 0
      ? []
      : [
          "",
          linesText(
            [
              ["GATE", report.gates],
              ["AGENT", report.agents],
              ["PURPOSE", report.purposes],
              ["MODEL", report.models]
            ],
            look
          )
        ]),
    ...ceilingsText(report, look),
    ...waitingText(report, look, command)
  ].join("\n")

const summaryText = ({ inheritedMicroUsd, total }: CostReport): string =>
  [
    `${moneyText(total.microUsd)} spent`,
    `${moneyText(total.reservedMicroUsd)} held back`,
    ...(total.unpriced > 0
      ? [`and ${countText(total.unpriced, "call")} of unknown price, not counted in it`]
      : []),
    ...(inheritedMicroUsd === null
      ? []
      : [`${moneyText(inheritedMicroUsd)} before the fork, counted in its parent`])
  ].join(", ")

const linesText = (
  groups: ReadonlyArray<readonly [head: string, lines: ReadonlyArray<CostLine>]>,
  { colour, columns }: Look
): string =>
  table(
    groups.flatMap(([head, lines], index) =>
      lines.length === 0
        ? []
        : [
            ...(index === 0 ? [] : [[""]]),
            [head, "SPENT", "HELD BACK", "RUNS", "CALLS", "UNPRICED", "TOKENS IN / CACHED / OUT"].map(
              (text) => paint(colour, "quiet", text)
            ),
            ...lines.map((line) => [
              harmless(line.name),
              moneyText(line.microUsd),
              line.reservedMicroUsd === 0 ? "-" : moneyText(line.reservedMicroUsd),
              line.runs === 0 ? "-" : String(line.runs),
              String(line.calls),
              line.unpriced === 0 ? "-" : paint(colour, "wait", String(line.unpriced)),
              `${line.inputTokens} / ${line.cachedInputTokens} / ${line.outputTokens}`
            ])
          ]
    ),
    columns
  )

const ceilingsText = (report: CostReport, { colour, columns }: Look): ReadonlyArray<string> => {
  const { ceilings, plan, unpricedModels } = report
  const rows = [
    ...ceilings.map((ceiling) => [
      subjectOf(ceiling),
      moneyText(ceiling.limitMicroUsd) +
        (ceiling.allowedMicroUsd > ceiling.limitMicroUsd
          ? ` (${moneyText(ceiling.allowedMicroUsd)} allowed)`
          : ""),
      paint(colour, ceiling.leftMicroUsd > 0 ? "good" : "bad", `${moneyText(ceiling.leftMicroUsd)} left`),
      ceiling.field
    ]),
    ...(plan === null
      ? []
      : [
          [
            `plan ${plan.plan}, ${plan.month}`,
            countText(plan.limit, "run"),
            paint(
              colour,
              plan.runs < plan.limit ? "good" : "bad",
              `${Math.max(0, plan.limit - plan.runs)} left`
            ),
            "plan"
          ]
        ])
  ]
  return rows.length === 0
    ? ["", "No ceiling is set."]
    : [
        "",
        table(
          [["CEILING", "LIMIT", "LEFT", "POLICY"].map((text) => paint(colour, "quiet", text)), ...rows],
          columns
        ),
        ...(ceilings.length > 0
          ? [
              unpricedModels === "ask"
                ? "A call of unknown price waits for a person."
                : "A call of unknown price begins, and no ceiling counts it."
            ]
          : [])
      ]
}

const subjectOf = ({ name, scope }: CeilingLine): string =>
  ({
    project: "the project",
    gate: `gate ${name}`,
    heal: `repairs of ${name}`,
    "agent-run": "each agent run",
    price: "price",
    plan: "plan"
  })[scope]

const waitingText = (
  { project, waiting }: CostReport,
  { colour }: Look,
  command: (words: string) => string
): ReadonlyArray<string> => {
  const holds = Array.from(new Set(waiting.map((row) => row.hold)))
  return holds.flatMap((hold) => [
    "",
    paint(
      colour,
      "wait",
      `${hold} waits for a person: ${waiting.find((row) => row.hold === hold)?.runId} was not begun.`
    ),
    `Raise the ceiling with \`${command(`policy --project ${project} --set <file>`)}\` and settle it with \`${command(`resolve ${hold} --project ${project} --with <words>`)}\`,`,
    `or let this one go on with \`${command(`allow ${hold} --project ${project}`)}\`.`
  ])
}

export const pricesText = (prices: ReadonlyArray<PriceLine>, { colour, columns }: Look): string =>
  [
    table(
      [
        ["MODEL", "FROM", "IN", "CACHED", "WRITTEN", "OUT", "SOURCE"].map((head) =>
          paint(colour, "quiet", head)
        ),
        ...prices.map((price) => [
          harmless(`${price.provider}/${price.model}`),
          price.from,
          dollars(price.inputPerMillion),
          dollars(price.cachedInputPerMillion),
          price.cacheWritePerMillion === undefined ? "-" : dollars(price.cacheWritePerMillion),
          dollars(price.outputPerMillion),
          harmless(price.own ? "prices.json" : (price.source ?? ""))
        ])
      ],
      columns
    ),
    "",
    "US dollars for a million tokens. Rows of prices.json in the data folder count before the others."
  ].join("\n")

const dollars = (microUsd: number): string => `$${(microUsd / 1e6).toFixed(3)}`
