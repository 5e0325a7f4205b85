/**
 * The ways in which the queue can refuse what a person asks of a job.
 */
import { Schema } from "effect"
import { JobId, JobState } from "../store/JobQueue.ts"

export class JobNotFound extends Schema.TaggedError<JobNotFound>()("JobNotFound", { job: JobId }) {
  override get message() {
    return `There is no job ${this.job}. \`layercake jobs\` lists those that there are; a completed one is not kept.`
  }
}

const advice: Readonly<Record<JobState, string>> = {
  waiting: "It is taken as soon as a worker of its tier is free.",
  delayed: "It is taken when its time has come.",
  running: "Wait until it ends, or cancel it first.",
  dead: "`layercake jobs requeue` puts it back first.",
  cancelled: "`layercake jobs requeue` puts it back first."
}

/** The job's state does not allow what was asked. */
export class JobNotReady extends Schema.TaggedError<JobNotReady>()("JobNotReady", {
  job: JobId,
  state: JobState,
  wanted: Schema.Literals(["put back", "cancelled", "moved"])
}) {
  override get message() {
    return `${this.job} is ${this.state}, so it cannot be ${this.wanted} now. ${advice[this.state]}`
  }
}
