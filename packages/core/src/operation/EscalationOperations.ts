/**
 * Operations on escalations, which put to a person what nobody else may decide.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Hold } from "../register/Register.ts"
import {
  entry,
  FullText,
  heldBy,
  holdFilter,
  HoldPage,
  HoldReport,
  HoldStats,
  Line,
  Name,
  Text
} from "./EntryFields.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const escalation = entry("escalation-1")

export class EscalationOperations extends RpcGroup.make(
  Rpc.make("escalations.list", {
    payload: { ...project, ...holdFilter },
    success: HoldPage,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List escalations", "Escalations of a project, open and settled, in the order they were raised.")
  ),

  Rpc.make("escalations.get", { payload: escalation, success: HoldReport, error: OperationError }).annotate(
    OperationMark,
    reads("Get an escalation", "One escalation with everything that was said about it.")
  ),

  Rpc.make("escalations.raise", {
    payload: {
      ...project,
      title: Line.annotate(about("What is to be decided, in one line")),
      detail: Text.annotate(about("More about it; may be empty")),
      gate: heldBy
    },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Raise an escalation",
      "Puts to a person what nobody else may decide; the gate waits until they have."
    )
  ),

  Rpc.make("escalations.resolve", {
    payload: { ...escalation, resolution: FullText.annotate(about("What is to be done")) },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Resolve an escalation",
      "Says what is to be done; its gate goes on, and what was given up because of it is tried again.",
      { access: "approver" }
    )
  ),

  Rpc.make("escalations.comment", {
    payload: { ...escalation, text: FullText.annotate(about("What is to be said about it")) },
    success: HoldReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Comment on an escalation", "Says something about it without settling it.")
  ),

  Rpc.make("escalations.assign", {
    payload: {
      ...escalation,
      to: Schema.NullOr(Name).annotate(
        about("Who is to look after it, as an account's name; null for nobody")
      )
    },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Assign an escalation", "Names who is to look after it while it waits.", { idempotent: true })
  ),

  Rpc.make("escalations.reopen", {
    payload: { ...escalation, reason: FullText.annotate(about("Why it is not settled after all")) },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Reopen an escalation",
      "Lets a settled escalation wait again for a person, and hold its gate where that is not passed.",
      {
        callers: ["person", "automation"]
      }
    )
  ),

  Rpc.make("escalations.stats", { payload: project, success: HoldStats, error: OperationError }).annotate(
    OperationMark,
    reads(
      "Count escalations",
      "How many wait and are settled, by gate, since when, and how long settling takes."
    )
  )
) {}
