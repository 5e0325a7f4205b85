/**
 * Which commands carry text that a person typed. It is taken out of the command before anything is decided, so that
 * decisions, events, rows and states have references only: `event/PersonalText`.
 */
import { hasReference } from "../event/PersonalText.ts"
import type { FactoryCommand } from "./FactoryCommand.ts"

export const typedFields: {
  readonly [C in FactoryCommand as C["_tag"]]?: ReadonlyArray<Extract<keyof C, string>>
} = {
  PauseProject: ["reason"],
  StopProject: ["reason"],
  ApproveGate: ["comment"],
  RejectGate: ["reason"],
  SkipGate: ["reason"],
  ReopenGate: ["reason"],
  AddTask: ["title", "detail"],
  MoveTask: ["reason"],
  CancelAgentRun: ["reason"],
  StopAgentRun: ["reason"],
  GiveInstruction: ["text"],
  ReviseMemory: ["text"],
  MakeHandoff: ["summary"],
  ApproveDocument: ["comment"],
  ReleaseClaim: ["reason"],
  WithdrawAgentRun: ["reason"],
  RaiseHold: ["title", "detail"],
  ResolveHold: ["resolution"],
  RouteQuery: ["reason"],
  RejectTamper: ["reason"],
  RetryHealing: ["reason"],
  AskPullRequest: ["title", "body"],
  AskRelease: ["notes"],
  AllowCall: ["resolution"],
  IdentifyRisk: ["title", "mitigation"],
  CommentEntry: ["text"],
  ReopenEntry: ["reason"],
  UpdateRisk: ["title", "mitigation"],
  AcceptRisk: ["reason"],
  CloseRisk: ["resolution"],
  SupersedeDecision: ["title", "reason"],
  RecordDecision: ["title", "reason"],
  AddNote: ["text"],
  EditNote: ["text"],
  RecordError: ["message"],
  ResolveError: ["resolution"],
  KeepContent: ["title"],
  KeepMemory: ["text"]
}

/** Fields to be taken out, with their text. Anything else that looks like a reference is, too: it must not become one. */
export const typedIn = (command: FactoryCommand): ReadonlyArray<readonly [field: string, text: string]> => {
  const typed: ReadonlyArray<string> = typedFields[command._tag] ?? []
  return Object.entries(command).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === "string" && entry[1] !== "" && (typed.includes(entry[0]) || hasReference(entry[1]))
  )
}

/** The same command with other texts in these fields. */
export const withTexts = <C extends FactoryCommand>(
  command: C,
  texts: ReadonlyArray<readonly [field: string, text: string]>
): C =>
  Object.assign(
    Object.create(Object.getPrototypeOf(command) as object) as C,
    command,
    Object.fromEntries(texts)
  )
