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
  ApproveGate: ["comment"],
  RejectGate: ["reason"],
  SkipGate: ["reason"],
  ReopenGate: ["reason"],
  CancelAgentRun: ["reason"],
  ReleaseClaim: ["reason"],
  WithdrawAgentRun: ["reason"],
  RaiseHold: ["title", "detail"],
  ResolveHold: ["resolution"],
  RejectTamper: ["reason"],
  AllowCall: ["resolution"],
  IdentifyRisk: ["title", "mitigation"],
  CloseRisk: ["resolution"],
  RecordDecision: ["title", "reason"],
  AddNote: ["text"],
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
