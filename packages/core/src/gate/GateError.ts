/**
 * The ways a gate can refuse a command.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { EvidenceDigest } from "./Evidence.ts"
import { GateId, GateStatus } from "./Gate.ts"
import { GateFinding } from "./GateFinding.ts"

export class GateUnknown extends Schema.TaggedError<GateUnknown>()("GateUnknown", {
  gate: Schema.String,
  known: Schema.Array(GateId)
}) {
  override get message() {
    return `There is no gate ${this.gate}. The gates are ${this.known.join(", ")}.`
  }
}

/** The gate's status does not allow what was asked. */
export class GateNotReady extends Schema.TaggedError<GateNotReady>()("GateNotReady", {
  gate: GateId,
  status: GateStatus,
  wanted: Schema.String
}) {
  override get message() {
    return this.status === "approved" || this.status === "skipped"
      ? `${this.gate} is ${this.status} already; reopen it to decide again.`
      : `${this.gate} is ${this.status}, so it cannot be ${this.wanted} now. \`layercake gates\` shows what is missing.`
  }
}

/** One of the gate rules found something that cannot stand. */
export class GateNotPassed extends Schema.TaggedError<GateNotPassed>()("GateNotPassed", {
  gate: GateId,
  findings: Schema.Array(GateFinding)
}) {
  override get message() {
    return `${this.gate} cannot pass: ${this.findings.map((finding) => finding.message).join(" ")}`
  }
}

/** What was reviewed is not what is there now. */
export class EvidenceStale extends Schema.TaggedError<EvidenceStale>()("EvidenceStale", {
  gate: GateId,
  reviewed: EvidenceDigest,
  current: Schema.NullOr(EvidenceDigest)
}) {
  override get message() {
    return (
      `What was reviewed at ${this.gate} (${this.reviewed.slice(0, 12)}) is not what is there now ` +
      `(${this.current?.slice(0, 12) ?? "nothing is under review"}). Look at it again: \`layercake show ${this.gate}\`.`
    )
  }
}

/** Only a person may do this. */
export class PersonRequired extends Schema.TaggedError<PersonRequired>()("PersonRequired", {
  gate: GateId,
  actor: Actor
}) {
  override get message() {
    return (
      `${this.gate} needs a person, and ${this.actor.kind} ${this.actor.id} is none. To let automation pass it, ` +
      "name the gate in the project's unattended policy."
    )
  }
}

/** The gate offers designs and none, or one that is not offered, was picked. */
export class DesignNotChosen extends Schema.TaggedError<DesignNotChosen>()("DesignNotChosen", {
  gate: GateId,
  offered: Schema.Array(Schema.String)
}) {
  override get message() {
    return `Pick one of the designs of ${this.gate}: ${this.offered.join(", ")}.`
  }
}
