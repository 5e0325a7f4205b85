/**
 * Runs that wait for a claim, and claimed work, as people read them.
 */
import { claimantText } from "@layercake/core/claim/Claim"
import type { ClaimedWork, Submission, WaitingRun } from "@layercake/core/operation/ClaimOperations"
import type { Look } from "./GateTable.ts"
import { countText } from "./Money.ts"
import { harmless, paint } from "./Style.ts"
import { table } from "./Table.ts"

export const waitingTable = (runs: ReadonlyArray<WaitingRun>, { colour, columns }: Look): string =>
  table(
    [
      ["PROJECT", "RUN", "AGENT", "FOR", "SINCE", "SIZE", "HELD BY"].map((name) =>
        paint(colour, "quiet", name)
      ),
      ...runs.map((run) => [
        run.project,
        run.run,
        run.agent,
        `${run.purpose} ${run.attempt}`,
        timeText(run.since),
        countText(run.characters, "character"),
        run.holder === null
          ? "nobody"
          : `${claimantText(run.holder.claimant)} until ${timeText(run.holder.until)}, ${run.holder.claim}`
      ])
    ],
    columns
  )

/** `submit`: the command line that hands the answer in. */
export const workText = (work: ClaimedWork, submit: string, colour: boolean): string =>
  [
    `${paint(colour, "strong", work.claim)}  ${work.run} of ${work.project}: ${work.agent}, ${work.purpose} ${work.attempt}`,
    `Until:   ${timeText(work.until)} UTC`,
    `Send:    ${work.produces.map(({ path }) => path).join(", ") || "what the task says"}`,
    `Hand in: ${submit}`,
    "",
    harmless(work.system),
    "",
    harmless(work.prompt)
  ].join("\n")

export const refusalText = ({ claim, findings, left, outcome }: Submission): string =>
  [
    "The answer cannot be used:",
    ...findings.map(
      ({ line, message, path }) =>
        `- ${path === undefined ? "" : `${path}: `}${harmless(message)}${line === undefined ? "" : ` (line ${line})`}`
    ),
    outcome === "refused"
      ? `Mend it and submit it again under ${claim}; ${countText(left, "more answer")} before a person is asked.`
      : "A person is asked now; `layercake gates` shows it."
  ].join("\n")

const timeText = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 19)}`
