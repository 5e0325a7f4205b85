/**
 * Turns the wish to keep a content in a project into a fact. Pure.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf } from "../project/ProjectState.ts"
import type { ContentCommand } from "./ContentCommand.ts"
import { ContentKept } from "./ContentEvent.ts"

/** The same content again is another fact: somebody gave it again, under a title of theirs. */
export const decide: Decide<ContentCommand> = ({ bytes, digest, title }, state) =>
  projectOf(state) === undefined
    ? Result.fail(new ProjectNotFound({}))
    : Result.succeed([new ContentKept({ digest, bytes, title })])
