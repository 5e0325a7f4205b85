/**
 * Operations on what was said once and is kept: decisions and notes. Agents are reminded of both.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Record } from "../register/Register.ts"
import { entry, FullText, Line, next, page, Text } from "./EntryFields.ts"
import { about, project } from "./OperationField.ts"
import { erases, OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const decision = entry("decision-1")
const note = entry("note-1")

export const RecordPage = Schema.Struct({
  entries: Schema.Array(Record).annotate(about("In the order in which they were said")),
  ...next
})

const decided = {
  title: Line.annotate(about("What is decided, in one line")),
  reason: Text.annotate(about("Why; may be empty"))
}
const words = (description: string) =>
  Schema.NonEmptyString.check(Schema.isMaxLength(400)).annotate(about(description))

export class RecordOperations extends RpcGroup.make(
  Rpc.make("decisions.list", {
    payload: {
      ...project,
      superseded: Schema.optionalKey(
        Schema.Boolean.annotate(about("With those that others took the place of; left out: without"))
      ),
      ...page
    },
    success: RecordPage,
    error: OperationError
  }).annotate(OperationMark, reads("List decisions", "Decisions of a project that hold, in order.")),

  Rpc.make("decisions.get", { payload: decision, success: Record, error: OperationError }).annotate(
    OperationMark,
    reads("Get a decision", "One decision with its reason, and the one that took its place, if any.")
  ),

  Rpc.make("decisions.record", {
    payload: { ...project, ...decided },
    success: Record,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Record a decision", "Keeps a decision; agents are told it from now on.")
  ),

  Rpc.make("decisions.supersede", {
    payload: { ...decision, ...decided },
    success: Record,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Supersede a decision", "Records a decision in the place of an earlier one, which holds no more.")
  ),

  Rpc.make("decisions.search", {
    payload: {
      ...project,
      text: words("Words that the decision has all of, in its title or reason, in any case"),
      ...page
    },
    success: RecordPage,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Search decisions", "Decisions that have all of some words, whether they hold or not.")
  ),

  Rpc.make("notes.list", {
    payload: { ...project, ...page },
    success: RecordPage,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List notes", "Notes of a project, in the order in which they were added.")
  ),

  Rpc.make("notes.get", { payload: note, success: Record, error: OperationError }).annotate(
    OperationMark,
    reads("Get a note", "One note with all of its text.")
  ),

  Rpc.make("notes.add", {
    payload: { ...project, text: FullText.annotate(about("The note; its first line says what it is about")) },
    success: Record,
    error: OperationError
  }).annotate(OperationMark, writes("Add a note", "Keeps a note; agents are told it from now on.")),

  Rpc.make("notes.edit", {
    payload: { ...note, text: FullText.annotate(about("All of the note as it shall be")) },
    success: Record,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Edit a note", "Puts another text in the place of a note; an agent edits its own notes only.", {
      idempotent: true
    })
  ),

  Rpc.make("notes.remove", { payload: note, success: Record, error: OperationError }).annotate(
    OperationMark,
    erases(
      "Remove a note",
      "Takes a note off the register; its words stay in the log until they are erased.",
      {
        access: "contributor"
      }
    )
  )
) {}
