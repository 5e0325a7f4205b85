/**
 * Which project a command is about: the one that is named, or else the one that was created last, active ones first.
 */
import { ProjectId } from "@layercake/core/project/Project"
import { Effect, Option, Schema } from "effect"
import { Argument, Flag } from "effect/cli"
import { allProjects } from "./AllProjects.ts"
import { failed, fromError } from "./CliFailure.ts"

export const projectFlag = Flag.String("project").pipe(
  Flag.withAlias("p"),
  Flag.withDescription("The project; the newest active one when left out"),
  Flag.optional
)

export const projectArgument = Argument.String("project").pipe(
  Argument.withDescription("The project's id; `layercake status` lists them")
)

const decode = Schema.decodeUnknownEffect(ProjectId)

export const parseProject = (text: string) =>
  decode(text).pipe(
    Effect.mapError(() =>
      failed(
        `"${text}" is no project id. An id is made of lower-case letters, digits and dashes; \`layercake status\` lists them.`
      )
    )
  )

export const choose = Effect.fnUntraced(function* (named: Option.Option<string>) {
  if (Option.isSome(named)) return yield* parseProject(named.value)
  const projects = yield* allProjects.pipe(Effect.mapError(fromError))
  const [newest] = projects.toSorted(
    (a, b) =>
      Number(b.status === "active") - Number(a.status === "active") || (a.createdAt < b.createdAt ? 1 : -1)
  )
  if (newest === undefined)
    return yield* failed("There is no project yet. Begin one with `layercake new <brief.md>`.")
  return newest.project
})
