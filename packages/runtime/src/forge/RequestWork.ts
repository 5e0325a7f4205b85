/**
 * Publishes a request to take changes over. Doing it again finds what an earlier try did: the branch is its key.
 */
import { FailPullRequest, RecordPullRequest } from "@layercake/core/forge/ForgeCommand"
import type { OpenPullRequest } from "@layercake/core/pipeline/DueWork"
import { Forge } from "@layercake/core/port/Forge"
import { rowOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import * as AskedEnd from "../worker/AskedEnd.ts"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"
import * as PublishedCommit from "./PublishedCommit.ts"

export const open = Effect.fn("RequestWork.open")(function* (work: Work<OpenPullRequest>) {
  const { id } = work.due
  yield* run(work).pipe(AskedEnd.orTell(work, (reason) => new FailPullRequest({ id, reason })))
})

const run = Effect.fnUntraced(function* ({ due: { id }, project, state, tell }: Work<OpenPullRequest>) {
  const row = rowOf(state, "pullRequest", id)
  if (row === undefined) return
  const forge = yield* Forge
  const texts = yield* PersonalTexts
  const { base, body, branch, title, tree } = yield* texts.open(row).pipe(Effect.mapError(fromError))
  const { commit, directory } = yield* PublishedCommit.of(project, state, tree)
  const opened = yield* forge
    .propose({ project, directory, branch, base, commit, title, body })
    .pipe(Effect.mapError(fromError))
  yield* tell(new RecordPullRequest({ id, ...opened }))
})
