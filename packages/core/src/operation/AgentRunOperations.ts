/**
 * Operations on agent runs: what was asked and answered, and asking, stopping and trying again.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AgentName } from "../agent/Agent.ts"
import { AgentRunId } from "../agent/AgentCall.ts"
import { AgentUnknown } from "../agent/AgentError.ts"
import { AgentRunNotOpen } from "../agent/AgentRunError.ts"
import { AgentRunRow, AgentRunStatus } from "../agent/AgentRunBoard.ts"
import { AgentTemplateInvalid } from "../agent/AgentTemplateParser.ts"
import { ClaimRow } from "../claim/ClaimBoard.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import { Instruction } from "../instruction/Instruction.ts"
import { AnsweredFile } from "../port/AgentExecutor.ts"
import { Position, StreamVersion } from "../store/EventStore.ts"
import { FilePath } from "../tree/Tree.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const ofRun = { ...project, run: AgentRunId.annotate(about("The agent run, for example G5.backend.1")) }
const said = Schema.NonEmptyString.check(Schema.isPattern(/\S/), Schema.isMaxLength(20_000))
const unknownRun = Schema.Union([AgentRunNotOpen, ...OperationError.members])

export const AgentRunReport = Schema.Struct({
  run: AgentRunRow.annotate(about("The run")),
  instruction: Schema.NullOr(Instruction).annotate(
    about("What it was told, where it follows an instruction")
  ),
  claims: Schema.Array(ClaimRow).annotate(about("Who claimed it, where nobody is called for it")),
  paths: Schema.Array(FilePath).annotate(about("Files that it changed")),
  microUsd: Schema.NullOr(Schema.Int).annotate(
    about("What it cost in millionths of a US dollar; null when that is not known or nothing was spent")
  )
})
export type AgentRunReport = typeof AgentRunReport.Type

export const AgentTranscript = Schema.Struct({
  run: AgentRunRow.annotate(about("The run")),
  system: Schema.String.annotate(about("Who the agent was told to be")),
  prompt: Schema.String.annotate(about("What it was told to do")),
  model: Schema.NullOr(Schema.String).annotate(
    about("The model that the template asked for; null for the executor's own")
  ),
  answer: Schema.NullOr(Schema.String).annotate(about("What it answered; null while there is no answer")),
  files: Schema.Array(AnsweredFile).annotate(
    about("Files that it changed where it worked; empty when they stand in the answer")
  )
})
export type AgentTranscript = typeof AgentTranscript.Type

export const RunProgress = Schema.Struct({
  position: Position.annotate(about("Place in the log; go on after it")),
  version: StreamVersion.annotate(about("Place in the project's stream")),
  type: Schema.String.annotate(about("Kind of event")),
  at: Timestamp.annotate(about("When it happened")),
  text: Schema.String.annotate(about("What happened, in words"))
})
export type RunProgress = typeof RunProgress.Type

export class AgentRunOperations extends RpcGroup.make(
  Rpc.make("agents.runs", {
    payload: {
      ...project,
      gate: Schema.optionalKey(GateId.annotate(about("Only runs for this gate"))),
      agent: Schema.optionalKey(AgentName.annotate(about("Only runs of this agent"))),
      status: Schema.optionalKey(AgentRunStatus.annotate(about("Only runs that stand so"))),
      after: Schema.optionalKey(
        Schema.String.annotate(about("Only what comes after this, as `next` was given"))
      ),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })).annotate(
          about("At most so many; 100 when left out")
        )
      )
    },
    success: Schema.Struct({
      runs: Schema.Array(AgentRunRow).annotate(about("The runs, newest first")),
      next: Schema.NullOr(Schema.String).annotate(about("Give it as `after` to go on; null at the end"))
    }),
    error: OperationError
  }).annotate(OperationMark, reads("List agent runs", "The agent runs of a project, newest first.")),

  Rpc.make("agents.run", { payload: ofRun, success: AgentRunReport, error: unknownRun }).annotate(
    OperationMark,
    reads("Get an agent run", "One agent run with who claimed it, what it changed and what it cost.")
  ),

  Rpc.make("agents.transcript", { payload: ofRun, success: AgentTranscript, error: unknownRun }).annotate(
    OperationMark,
    reads("Read a transcript", "What an agent was told in a run and what it answered, word for word.")
  ),

  Rpc.make("agents.stream", {
    payload: {
      ...ofRun,
      after: Schema.optionalKey(Position.annotate(about("Only what happened after this position")))
    },
    success: RunProgress,
    error: unknownRun,
    stream: true
  }).annotate(
    OperationMark,
    reads("Follow an agent run", "What happens to an agent run, as it happens, until the run ends.")
  ),

  Rpc.make("agents.execute", {
    payload: {
      ...project,
      gate: GateId.annotate(about("An open gate, for example G5")),
      step: Schema.optionalKey(
        Schema.NonEmptyString.annotate(about("The step to be done again, by its own agent"))
      ),
      agent: Schema.optionalKey(
        AgentName.annotate(about("Who is to do it, where no step is named; any agent with a template"))
      ),
      instruction: Schema.optionalKey(
        said.annotate(about("What is to be done; may be left out for a step that is done"))
      )
    },
    success: Instruction,
    error: Schema.Union([AgentUnknown, AgentTemplateInvalid, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes(
      "Instruct an agent",
      "Has an agent do something at an open gate: a step again, or what it is told.",
      {
        callers: ["person", "automation", "system"],
        openWorld: true
      }
    )
  ),

  Rpc.make("agents.cancel", {
    payload: { ...ofRun, reason: said.annotate(about("Why it is to end")) },
    success: AgentRunReport,
    error: unknownRun
  }).annotate(
    OperationMark,
    writes("Stop an agent run", "Ends a run; its work waits at the gate until a person lets it go on.", {
      callers: ["person", "automation", "system"]
    })
  ),

  Rpc.make("agents.retry", { payload: ofRun, success: AgentRunReport, error: unknownRun }).annotate(
    OperationMark,
    writes("Retry an agent run", "Begins anew what was given up with a failed, refused or stopped run.", {
      callers: ["person", "automation", "system"],
      openWorld: true
    })
  )
) {}
