/**
 * Text that a person typed is kept as a content of its own, so that it can be erased while every event stays as it is:
 * where the text would stand, an event, a row or a state has a reference. Says how the content and the reference look
 * and which events hold such text; keeping, opening and erasing are the runtime's.
 *
 *     content   = canonical JSON of { person, salt, text }, UTF-8
 *     reference = "[erasable:" + lower-case hexadecimal SHA-256 of the content + "]"
 *
 * The salt is random, so that a short text cannot be guessed from its digest.
 */
import { type Option, Schema } from "effect"
import type { ActorKind } from "../actor/Actor.ts"
import { BlobDigest } from "../store/Blob.ts"
import { canonicalJson } from "./CanonicalJson.ts"
import type { EventType, FactoryEvent } from "./FactoryEvent.ts"

export const PersonalText = Schema.Struct({
  /** Id of the actor who typed it. */
  person: Schema.NonEmptyString,
  /** 128 random bits, hexadecimal. */
  salt: Schema.String.check(Schema.isPattern(/^[0-9a-f]{32}$/)),
  text: Schema.String
})
export type PersonalText = typeof PersonalText.Type

/** Whose words are kept so: those who are not LayerCake. A script's text was typed by a person, too. */
export const isTypist = (kind: ActorKind): boolean => kind === "person" || kind === "automation"

/** What stands in place of a text that is not there any more. */
export const erased = "[erased]"

export const contentOf = (text: PersonalText): string => canonicalJson(text)

/** None when the content is something else. */
export const fromContent: (content: string) => Option.Option<PersonalText> = Schema.decodeUnknownOption(
  Schema.fromJsonString(PersonalText)
)

export const referenceTo = (digest: BlobDigest): string => `[erasable:${digest}]`

const reference = /\[erasable:([0-9a-f]{64})\]/g
const opening = "[erasable:"

export const hasReference = (text: string): boolean => text.search(reference) >= 0

/** Every reference in a plain value, also in the middle of its strings; each once. */
export const referencesIn = (value: unknown): ReadonlySet<BlobDigest> => {
  const found = new Set<BlobDigest>()
  collect(value, found)
  return found
}

const collect = (value: unknown, found: Set<BlobDigest>): void => {
  if (typeof value === "string") {
    // Next to every string has none, and all that is answered is looked at.
    if (!value.includes(opening)) return
    for (const [, digest = ""] of value.matchAll(reference)) found.add(BlobDigest.make(digest))
  } else if (isContainer(value)) for (const inner of Object.values(value)) collect(inner, found)
}

/** The value with each reference replaced by its text. Texts are not looked at again; what has none stays the same object. */
export const opened = <A>(value: A, texts: ReadonlyMap<BlobDigest, string>): A => replaced(value, texts) as A

const replaced = (value: unknown, texts: ReadonlyMap<BlobDigest, string>): unknown => {
  if (typeof value === "string")
    return value.replace(reference, (_, digest: string) => texts.get(BlobDigest.make(digest)) ?? erased)
  if (!isContainer(value)) return value
  const changed = Object.entries(value)
    .map(([name, inner]) => [name, inner, replaced(inner, texts)] as const)
    .filter(([, before, after]) => before !== after)
  if (changed.length === 0) return value
  const copy: object = Array.isArray(value)
    ? value.slice()
    : // Also of a class: an error stays what it was.
      Object.create(Object.getPrototypeOf(value) as object, Object.getOwnPropertyDescriptors(value))
  for (const [name, , after] of changed)
    Object.defineProperty(copy, name, { value: after, enumerable: true, configurable: true, writable: true })
  return copy
}

const isContainer = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !(value instanceof Uint8Array)

/** Events that hold what people typed, and the fields in which they do. */
export const personalFields: {
  readonly [E in FactoryEvent as E["_tag"]]?: ReadonlyArray<Extract<keyof E, string>>
} = {
  ProjectPaused: ["reason"],
  GateApproved: ["accepted", "comment"],
  GateRejected: ["reason"],
  GateSkipped: ["reason"],
  GateBlocked: ["reason"],
  GateReopened: ["reason"],
  TaskReopened: ["reason"],
  ManualTaskAdded: ["title", "detail"],
  ManualTaskMoved: ["reason"],
  AgentRunCancelled: ["reason"],
  InstructionGiven: ["text"],
  MemoryRevised: ["text"],
  HandoffMade: ["summary"],
  DocumentApproved: ["comment"],
  AgentRunClaimReleased: ["reason"],
  BlockerRaised: ["title", "detail"],
  BlockerResolved: ["resolution"],
  QueryAsked: ["title", "detail"],
  QueryRouted: ["reason"],
  QueryAnswered: ["resolution"],
  EscalationRaised: ["title", "detail"],
  EscalationResolved: ["resolution"],
  RiskIdentified: ["title", "mitigation"],
  EntryCommented: ["text"],
  EntryReopened: ["reason"],
  RiskUpdated: ["title", "mitigation"],
  RiskAccepted: ["reason"],
  RiskClosed: ["resolution"],
  PullRequestAsked: ["title", "body"],
  ReleaseAsked: ["notes"],
  DecisionRecorded: ["title", "reason"],
  NoteAdded: ["text"],
  NoteEdited: ["text"],
  ErrorRecorded: ["message"],
  ErrorResolved: ["resolution"],
  ContentKept: ["title"],
  MemoryKept: ["text"]
}

/** Where erasing a person's texts has to look. */
export const personalTypes = Object.keys(personalFields) as ReadonlyArray<EventType>
