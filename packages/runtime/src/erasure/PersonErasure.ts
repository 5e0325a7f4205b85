/**
 * Takes away what a person typed, in every project. First every log says what is about to go, then it goes, so that
 * nothing is ever missing without a word; called again it finishes what a crash left. Events, rows and states have had
 * references only and stay as they are.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { ErasePersonalText } from "@layercake/core/erasure/ErasureCommand"
import { ErasureNeedsPerson } from "@layercake/core/erasure/ErasureError"
import { isTypist, type PersonalText, personalTypes, referencesIn } from "@layercake/core/event/PersonalText"
import type { PersonalTextReport, PersonErasureReport } from "@layercake/core/operation/ErasureOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { EventStore, type StoredEvent } from "@layercake/core/store/EventStore"
import { Effect, Option, Stream } from "effect"
import * as AccountErasure from "../account/AccountErasure.ts"
import { Commands } from "../command/Commands.ts"
import { PartialCopies } from "../history/PartialCopies.ts"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import * as ErasedContents from "./ErasedContents.ts"
import * as Quotes from "./Quotes.ts"

/** Contents that one event names at most. */
const contentsAtOnce = 1000

/** Contents read or removed at one time. */
const concurrency = 16

export const find = Effect.fn("PersonErasure.find")(function* (person: string) {
  const { byProject, texts } = yield* kept(person)
  const quotes = yield* Effect.forEach(byProject, ([project, digests]) =>
    Quotes.find(
      project,
      Array.from(digests, (digest) => texts.get(digest)?.text ?? "")
    )
  )
  const report: PersonalTextReport = {
    person,
    texts: texts.size,
    projects: counts(byProject),
    quotes: quotes.flat()
  }
  return report
})

export const erase = Effect.fn("PersonErasure.erase")(function* (
  person: string,
  reason: string,
  actor: Actor
) {
  if (actor.kind !== "person") return yield* new CommandRefused({ reason: new ErasureNeedsPerson({ actor }) })
  const copies = yield* PartialCopies
  const commands = yield* Commands
  const blobs = yield* BlobStore
  yield* AccountErasure.erase(person, actor)
  const { byProject } = yield* kept(person)
  const erased = yield* ErasedContents.read()
  const unfinished: Array<ProjectId> = []
  for (const [project, digests] of byProject) {
    if (yield* copies.isPartial(project)) {
      unfinished.push(project)
      continue
    }
    const untold = Array.from(digests).filter((digest) => erased.get(digest)?.has(project) !== true)
    for (let from = 0; from < untold.length; from += contentsAtOnce) {
      const contents = untold.slice(from, from + contentsAtOnce)
      yield* commands.execute(project, new ErasePersonalText({ person, contents, reason }), { actor })
    }
  }
  const told = new Map(Array.from(byProject).filter(([project]) => !unfinished.includes(project)))
  const gone = new Set(Array.from(told.values()).flatMap((digests) => Array.from(digests)))
  yield* Effect.forEach(gone, blobs.remove, { discard: true, concurrency })
  const report: PersonErasureReport = {
    person,
    texts: gone.size,
    projects: counts(told),
    unfinished
  }
  return report
})

const counts = (byProject: ReadonlyMap<ProjectId, ReadonlySet<BlobDigest>>) =>
  Array.from(byProject, ([project, digests]) => ({ project, texts: digests.size }))

/** The texts of the person that events name and that are there. */
const kept = Effect.fnUntraced(function* (person: string) {
  const store = yield* EventStore
  const named = new Map<ProjectId, Set<BlobDigest>>()
  yield* store.readAll({ types: personalTypes }).pipe(
    Stream.filter(
      ({ metadata }: StoredEvent) => isTypist(metadata.actor.kind) && metadata.actor.id === person
    ),
    Stream.runForEach(({ data, stream }) =>
      Effect.sync(() => {
        for (const digest of referencesIn(data))
          named.set(stream, (named.get(stream) ?? new Set<BlobDigest>()).add(digest))
      })
    )
  )
  const texts = yield* textsOf(
    person,
    new Set(Array.from(named.values()).flatMap((digests) => Array.from(digests)))
  )
  const byProject = new Map(
    Array.from(
      named,
      ([project, digests]) =>
        [project, new Set(Array.from(digests).filter((digest) => texts.has(digest)))] as const
    ).filter(([, digests]) => digests.size > 0)
  )
  return { byProject, texts }
})

/** What the person's events repeat may be somebody else's. */
const textsOf = Effect.fnUntraced(function* (person: string, digests: ReadonlySet<BlobDigest>) {
  const texts = yield* PersonalTexts
  const found = yield* Effect.forEach(
    digests,
    (digest) =>
      Effect.map(
        texts.get(digest),
        Option.map((text) => [digest, text] as const)
      ),
    { concurrency }
  )
  return new Map<BlobDigest, PersonalText>(
    found.flatMap(Option.toArray).filter(([, text]) => text.person === person)
  )
})
