/**
 * Operations on blockers, which hold a gate until what stands in the way is gone.
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

const blocker = entry("blocker-1")

export class BlockerOperations extends RpcGroup.make(
  Rpc.make("blockers.list", {
    payload: { ...project, ...holdFilter },
    success: HoldPage,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List blockers", "Blockers of a project, open and settled, in the order they were raised.")
  ),

  Rpc.make("blockers.get", { payload: blocker, success: HoldReport, error: OperationError }).annotate(
    OperationMark,
    reads("Get a blocker", "One blocker with everything that was said about it.")
  ),

  Rpc.make("blockers.raise", {
    payload: {
      ...project,
      title: Line.annotate(about("What stands in the way, in one line")),
      detail: Text.annotate(about("More about it; may be empty")),
      gate: heldBy
    },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Raise a blocker", "Says what stands in the way; the gate waits until it is resolved.")
  ),

  Rpc.make("blockers.resolve", {
    payload: { ...blocker, resolution: FullText.annotate(about("What was done")) },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Resolve a blocker", "Says what was done about it; its gate goes on when nothing else holds it.")
  ),

  Rpc.make("blockers.comment", {
    payload: { ...blocker, text: FullText.annotate(about("What is to be said about it")) },
    success: HoldReport,
    error: OperationError
  }).annotate(OperationMark, writes("Comment on a blocker", "Says something about it without settling it.")),

  Rpc.make("blockers.assign", {
    payload: {
      ...blocker,
      to: Schema.NullOr(Name).annotate(
        about("Who is to look after it, as an account's name; null for nobody")
      )
    },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Assign a blocker", "Names who is to look after it while it waits.", { idempotent: true })
  ),

  Rpc.make("blockers.reopen", {
    payload: { ...blocker, reason: FullText.annotate(about("Why it is not settled after all")) },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Reopen a blocker",
      "Lets a settled blocker wait again for a person, and hold its gate where that is not passed.",
      {
        callers: ["person", "automation"]
      }
    )
  ),

  Rpc.make("blockers.stats", { payload: project, success: HoldStats, error: OperationError }).annotate(
    OperationMark,
    reads(
      "Count blockers",
      "How many wait and are settled, by gate, since when, and how long settling takes."
    )
  )
) {}
