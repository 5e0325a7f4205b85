/**
 * Turns a command about a document or a design into facts. Pure.
 */
import { Result } from "effect"
import type { Actor } from "../actor/Actor.ts"
import type { Decide, Decision } from "../command/Decide.ts"
import { PersonNeeded } from "../command/PersonNeeded.ts"
import { GateNotReady, GateUnknown } from "../gate/GateError.ts"
import { definitionOf, documentsAt, isPassed } from "../pipeline/GateProgress.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import type { ApproveDocument, ChooseDesign, DocumentCommand } from "./DocumentCommand.ts"
import { DocumentOwn, DocumentStale, DocumentUnknown } from "./DocumentError.ts"
import { DesignChosen, DocumentApproved } from "./DocumentEvent.ts"

export const decide: Decide<DocumentCommand> = (command, state, actor) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  if (actor.kind !== "person")
    return Result.fail(new PersonNeeded({ what: `whether ${command.path} will do`, actor }))
  return command._tag === "ApproveDocument" ? approve(state, command, actor) : choose(state, project, command)
}

/** The same approval twice is one. */
const approve = (state: ProjectState, { comment, digest, path }: ApproveDocument, actor: Actor): Decision => {
  const document = rowOf(state, "document", path)
  if (document === undefined || rowOf(state, "file", path) === undefined)
    return Result.fail(new DocumentUnknown({ document: path, known: pathsOf(state, "document") }))
  if (document.digest !== digest)
    return Result.fail(new DocumentStale({ path, reviewed: digest, current: document.digest }))
  if (authorOf(state, path) === actor.id) return Result.fail(new DocumentOwn({ path, author: actor.id }))
  const before = rowOf(state, "documentApproval", path)
  return Result.succeed(
    before?.void === null && before.digest === digest && before.by.id === actor.id
      ? []
      : [new DocumentApproved({ path, digest, version: document.version, comment })]
  )
}

const choose = (state: ProjectState, project: ProjectRow, { digest, gate, path }: ChooseDesign): Decision => {
  const row = rowOf(state, "gate", gate)
  const definition = definitionOf(project, gate)
  if (row === undefined || definition === undefined)
    return Result.fail(new GateUnknown({ gate, known: project.pipeline.gates.map(({ id }) => id) }))
  const offered = documentsAt(project, definition)
    .filter(({ kind }) => kind === "design")
    .map((document) => document.path)
  const design = offered.includes(path) ? rowOf(state, "design", path) : undefined
  if (design === undefined || rowOf(state, "file", path) === undefined)
    return Result.fail(new DocumentUnknown({ document: path, known: pathsOf(state, "design") }))
  if (isPassed(row)) return Result.fail(new GateNotReady({ gate, status: row.status, wanted: "decided" }))
  if (design.digest !== digest)
    return Result.fail(new DocumentStale({ path, reviewed: digest, current: design.digest }))
  return Result.succeed(design.chosen ? [] : [new DesignChosen({ gate, path: design.path, digest })])
}

const pathsOf = (state: ProjectState, board: "document" | "design"): ReadonlyArray<string> =>
  rowsOf(state, board).map(({ path }) => path)

/** Whoever changed the file last. */
const authorOf = (state: ProjectState, path: string): string | undefined =>
  rowsOf(state, "commit")
    .filter((commit) => commit.paths.some((changed) => changed === path))
    .toSorted((a, b) => a.version - b.version)
    .at(-1)?.author
