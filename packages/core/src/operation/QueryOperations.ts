/**
 * Operations on queries, which hold a gate until somebody has answered them.
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

const query = entry("query-1")

export class QueryOperations extends RpcGroup.make(
  Rpc.make("queries.list", {
    payload: { ...project, ...holdFilter },
    success: HoldPage,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List queries", "Queries of a project, open and settled, in the order they were raised.")
  ),

  Rpc.make("queries.get", { payload: query, success: HoldReport, error: OperationError }).annotate(
    OperationMark,
    reads("Get a query", "One query with everything that was said about it.")
  ),

  Rpc.make("queries.ask", {
    payload: {
      ...project,
      title: Line.annotate(about("The question")),
      detail: Text.annotate(about("More about it; may be empty")),
      gate: heldBy,
      to: Schema.optionalKey(
        Name.annotate(
          about(
            "The agent that is asked, where the query holds a gate; a person when left out or if it cannot answer"
          )
        )
      )
    },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Ask a query", "Puts a question to a person or an agent; the gate waits until it is answered.")
  ),

  Rpc.make("queries.answer", {
    payload: { ...query, resolution: FullText.annotate(about("The answer")) },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Answer a query", "Answers a question; whoever asked goes on with the answer.")
  ),

  Rpc.make("queries.comment", {
    payload: { ...query, text: FullText.annotate(about("What is to be said about it")) },
    success: HoldReport,
    error: OperationError
  }).annotate(OperationMark, writes("Comment on a query", "Says something about it without settling it.")),

  Rpc.make("queries.route", {
    payload: { ...query, reason: FullText.annotate(about("Why an agent is not to answer it")) },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Leave a query to a person",
      "Takes a query from the agent that was to answer it; a person is asked.",
      {
        callers: ["person", "automation"]
      }
    )
  ),

  Rpc.make("queries.reopen", {
    payload: { ...query, reason: FullText.annotate(about("Why it is not settled after all")) },
    success: Hold,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Reopen a query",
      "Lets a settled query wait again for a person, and hold its gate where that is not passed.",
      {
        callers: ["person", "automation"]
      }
    )
  ),

  Rpc.make("queries.stats", { payload: project, success: HoldStats, error: OperationError }).annotate(
    OperationMark,
    reads("Count queries", "How many wait and are settled, by gate, since when, and how long settling takes.")
  )
) {}
