/**
 * Publishes a release. Doing it again finds what an earlier try did: the tag is its key.
 */
import { FailRelease, RecordRelease } from "@layercake/core/forge/ForgeCommand"
import type { MakeRelease } from "@layercake/core/pipeline/DueWork"
import { Forge } from "@layercake/core/port/Forge"
import { rowOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import * as AskedEnd from "../worker/AskedEnd.ts"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"
import * as PublishedCommit from "./PublishedCommit.ts"

export const make = Effect.fn("ReleaseWork.make")(function* (work: Work<MakeRelease>) {
  const { tag } = work.due
  yield* run(work).pipe(AskedEnd.orTell(work, (reason) => new FailRelease({ tag, reason })))
})

const run = Effect.fnUntraced(function* ({ due: { tag }, project, state, tell }: Work<MakeRelease>) {
  const row = rowOf(state, "release", tag)
  if (row === undefined) return
  const forge = yield* Forge
  const texts = yield* PersonalTexts
  const { askedAt, notes, tree } = yield* texts.open(row).pipe(Effect.mapError(fromError))
  const { commit, directory } = yield* PublishedCommit.of(project, state, tree)
  const released = yield* forge
    .release({ project, directory, tag, commit, notes, at: askedAt })
    .pipe(Effect.mapError(fromError))
  yield* tell(new RecordRelease({ tag, ...released }))
})
