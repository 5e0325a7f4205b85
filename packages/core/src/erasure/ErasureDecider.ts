/**
 * Turns the wish to erase into facts. Pure. A content that work still goes on with is never given away.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowsOf } from "../project/ProjectState.ts"
import type { BlobDigest } from "../store/Blob.ts"
import type { ErasureCommand } from "./ErasureCommand.ts"
import { ContentInUse, ErasureNeedsPerson } from "./ErasureError.ts"
import { ContentErased, PersonalTextErased } from "./ErasureEvent.ts"

export const decide: Decide<ErasureCommand> = (command, state, actor) => {
  if (projectOf(state) === undefined) return Result.fail(new ProjectNotFound({}))
  if (actor.kind !== "person") return Result.fail(new ErasureNeedsPerson({ actor }))
  switch (command._tag) {
    case "ErasePersonalText": {
      const { contents, person, reason } = command
      return Result.succeed(
        contents.length === 0 ? [] : [new PersonalTextErased({ person, contents, reason })]
      )
    }
    case "EraseContent": {
      const { content, reason } = command
      const use = useOf(state, content)
      return use === undefined
        ? Result.succeed([new ContentErased({ content, reason })])
        : Result.fail(new ContentInUse({ content, project: null, use }))
    }
  }
}

/** What the project still needs the content for. */
const useOf = (state: ProjectState, content: BlobDigest): string | undefined => {
  const file = rowsOf(state, "file").find(({ digest }) => digest === content)
  if (file !== undefined) return `the file ${file.path}`
  const run = rowsOf(state, "agentRun").find(
    ({ answer, prompt, status }) =>
      (status === "started" || status === "answered") && (prompt === content || answer === content)
  )
  return run === undefined ? undefined : `what the agent run ${run.runId} works with`
}
