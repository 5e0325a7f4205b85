/**
 * Jobs and tiers of the queue as people read them.
 */
import type { JobReport, TierReport } from "@layercake/core/operation/JobOperations"
import type { Look } from "./GateTable.ts"
import { countText, durationText } from "./Money.ts"
import { toJson } from "./Output.ts"
import { harmless, paint, type Tone } from "./Style.ts"
import { table } from "./Table.ts"

const tones: Readonly<Record<JobReport["state"], Tone>> = {
  waiting: "strong",
  delayed: "wait",
  running: "good",
  dead: "bad",
  cancelled: "quiet"
}

const heads = (names: ReadonlyArray<string>, colour: boolean) =>
  names.map((name) => paint(colour, "quiet", name))

export const jobTable = (jobs: ReadonlyArray<JobReport>, { colour, columns }: Look): string =>
  table(
    [
      heads(["JOB", "TIER", "STATE", "ATTEMPT", "ERROR"], colour),
      ...jobs.map((job) => [
        harmless(job.id),
        job.tier,
        paint(colour, tones[job.state], job.state),
        String(job.attempt),
        harmless(job.error ?? "")
      ])
    ],
    columns
  )

export const jobText = (job: JobReport, { colour, columns }: Look): string => {
  const head = `${paint(colour, "strong", harmless(job.id))}  ${paint(colour, tones[job.state], job.state)}`
  const rows = [
    ["project", job.project],
    ["kind", harmless(job.kind)],
    ["tier", job.tier],
    ["came in", job.enqueuedAt],
    [due[job.state], job.dueAt],
    ["deliveries", countText(job.attempt, "time")],
    ...(job.timeoutMillis === undefined ? [] : [["limit", durationText(job.timeoutMillis)]]),
    ...(job.error === null ? [] : [[job.state === "cancelled" ? "reason" : "error", harmless(job.error)]]),
    ["work", harmless(toJson(job.payload))]
  ]
  return `${head}\n${table(
    rows.map(([name = "", value = ""]) => [`  ${name}`, value]),
    columns
  )}`
}

/** What `dueAt` says of a job in each state. */
const due: Readonly<Record<JobReport["state"], string>> = {
  waiting: "waits since",
  delayed: "waits until",
  running: "leased until",
  dead: "given up",
  cancelled: "cancelled"
}

export const tierTable = (tiers: ReadonlyArray<TierReport>, { colour, columns }: Look): string =>
  table(
    [
      heads(
        [
          "TIER",
          "WAITING",
          "OLDEST",
          "DELAYED",
          "RUNNING",
          "DEAD",
          "CANCELLED",
          "DONE/H",
          "FAILED/H",
          "WAIT",
          "RUN"
        ],
        colour
      ),
      ...tiers.map((tier) => [
        tier.paused ? `${tier.tier} ${paint(colour, "wait", "paused")}` : tier.tier,
        String(tier.waiting),
        timeText(tier.oldestMillis),
        String(tier.delayed),
        String(tier.running),
        String(tier.dead),
        String(tier.cancelled),
        String(tier.completed),
        String(tier.retried + tier.buried),
        timeText(tier.waitMillis.p95),
        timeText(tier.runMillis.p95)
      ])
    ],
    columns
  )

const timeText = (millis: number | null): string =>
  millis === null ? "-" : millis < 1000 ? `${Math.round(millis)} ms` : durationText(millis)
