/**
 * Builds as people read them: in a table, and one with each of its steps.
 */
import type { BuildView } from "@layercake/core/operation/BuildOperations"
import type { Look } from "./GateTable.ts"
import { durationText } from "./Money.ts"
import { harmless, paint, status } from "./Style.ts"
import { table } from "./Table.ts"

export const buildTable = (builds: ReadonlyArray<BuildView>, { colour, columns }: Look): string =>
  table(
    [
      ["BUILD", "STATUS", "FOR", "SINCE", "WHY"].map((head) => paint(colour, "quiet", head)),
      ...builds.map((build) => [
        harmless(build.build),
        status(colour, build.outcome ?? build.status),
        build.gate ?? "somebody",
        build.at.slice(0, 16),
        harmless(build.summary ?? "")
      ])
    ],
    columns
  )

export const buildText = (build: BuildView, { colour, columns }: Look): string => {
  const rows = [
    ...(build.summary === null ? [] : [["why", harmless(build.summary)]]),
    ["for", build.gate === null ? "somebody who asked; no gate passes on it" : `${build.gate}, as its proof`],
    ["files", build.tree.slice(0, 16)],
    ...(build.sandbox === null ? [] : [["where", whereText(build.sandbox, build.isolated)]]),
    ["since", build.at],
    ...(build.endedAt === null ? [] : [["ended", build.endedAt]])
  ]
  return [
    `${paint(colour, "strong", harmless(build.build))}  ${status(colour, build.outcome ?? build.status)}`,
    table(
      rows.map(([name = "", value = ""]) => [`  ${name}`, value]),
      columns
    ),
    "",
    paint(colour, "strong", "Steps"),
    table(
      build.steps.map(({ durationMillis, outcome, step, summary }) => [
        `  ${harmless(step)}`,
        outcome === null ? paint(colour, "quiet", "not run") : status(colour, outcome),
        durationMillis === null ? "-" : durationText(durationMillis),
        harmless(summary ?? "")
      ]),
      columns
    )
  ].join("\n")
}

const whereText = (sandbox: string, isolated: boolean | null): string =>
  isolated === false ? `${harmless(sandbox)}, which protects nothing` : harmless(sandbox)
