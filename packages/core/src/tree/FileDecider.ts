/**
 * Turns what people and scripts ask of the files into facts: changes, snapshots, branches and tags, and that changes are
 * to be committed. Pure. What a change means for documents and approvals is `TreeDecider`'s.
 */
import { Result } from "effect"
import type { RefusalReason } from "../command/CommandRefused.ts"
import type { Decide, Decision } from "../command/Decide.ts"
import { maxFileBytes } from "../extract/Extraction.ts"
import { pathFault } from "../extract/PathShape.ts"
import { currentGate, gatesInOrder } from "../pipeline/GateProgress.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { ProjectNotActive, ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { isCopied } from "./CopiedPath.ts"
import { refKey } from "./RefBoard.ts"
import { mainBranch } from "./RefName.ts"
import type { ChangeFiles, PlaceRef, RecordRef, TakeSnapshot, TreeCommand } from "./TreeCommand.ts"
import { changeTree } from "./TreeDecider.ts"
import {
  CommitUnknown,
  FileRefused,
  FileStale,
  FileUnknown,
  NothingToCommit,
  RefExists,
  SnapshotExists,
  TreeOvertaken
} from "./TreeError.ts"
import { CommitAsked, RefAsked, RefMade, SnapshotTaken } from "./TreeEvent.ts"
import { misplaced } from "./TreeShape.ts"

export const decide: Decide<TreeCommand> = (command, state, actor) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  if (project.status === "archived" && command._tag !== "RecordRef")
    return Result.fail(new ProjectNotActive({ status: project.status }))
  switch (command._tag) {
    case "ChangeFiles":
      return change(command, state, project, actor.id)
    case "TakeSnapshot":
      return snapshot(command, state, project)
    case "PlaceRef":
      return place(command, state)
    case "RecordRef":
      return Result.succeed(recorded(command, state))
    case "AskForCommit": {
      const pending = rowsOf(state, "commit")
        .filter((row) => (row.status === "due" || row.status === "started") && row.asked !== true)
        .toSorted((a, b) => a.version - b.version)
      return pending.length === 0
        ? Result.fail(new NothingToCommit({}))
        : Result.succeed(pending.map(({ key }) => new CommitAsked({ key })))
    }
  }
}

const change = (
  { before, expected, removed, subject, tree, written }: ChangeFiles,
  state: ProjectState,
  project: ProjectRow,
  author: string
): Decision => {
  for (const { digest, path } of expected) {
    const actual = rowOf(state, "file", path)?.digest ?? null
    if (actual !== digest) return Result.fail(new FileStale({ path, expected: digest, actual }))
  }
  if (before !== project.tree) return Result.fail(new TreeOvertaken({ tree: project.tree }))
  const fault = faultOf(state, written, removed)
  if (fault !== undefined) return Result.fail(fault)
  const gate = (currentGate(state) ?? gatesInOrder(state).at(-1))?.gate
  return Result.succeed(
    gate === undefined
      ? []
      : changeTree(state, {
          // No other change is told from this version on, so no other commit has this key.
          cause: `edit.${state.version + 1}`,
          author,
          subject,
          gate,
          written,
          removed,
          tree,
          edited: true
        })
  )
}

const faultOf = (
  state: ProjectState,
  written: ChangeFiles["written"],
  removed: ChangeFiles["removed"]
): RefusalReason | undefined => {
  const gone = removed.find((path) => rowOf(state, "file", path) === undefined)
  if (gone !== undefined) return new FileUnknown({ path: gone })
  for (const { bytes, path } of written) {
    const fault =
      pathFault(path) ??
      (isCopied(path) ? undefined : "it lies in a folder or has a name that belongs to tools") ??
      (bytes > maxFileBytes ? `it has more than ${maxFileBytes} bytes` : undefined)
    if (fault !== undefined) return new FileRefused({ path, fault })
  }
  const leaving = new Set<string>(removed)
  const kept = rowsOf(state, "file").filter(({ path }) => !leaving.has(path))
  const clash = misplaced(
    written.map(({ path }) => path),
    kept.map(({ path }) => path)
  )
  return clash === undefined ? undefined : new FileRefused(clash)
}

const snapshot = ({ name }: TakeSnapshot, state: ProjectState, { tree }: ProjectRow): Decision => {
  const known = rowOf(state, "snapshot", name)
  if (known !== undefined && known.tree !== tree) return Result.fail(new SnapshotExists({ name }))
  return Result.succeed(
    known !== undefined || tree === null
      ? []
      : [new SnapshotTaken({ name, tree, files: rowsOf(state, "file").length })]
  )
}

const place = ({ kind, name, sha }: PlaceRef, state: ProjectState): Decision => {
  const known = rowOf(state, "ref", refKey(kind, name))
  if (name.toLowerCase() === mainBranch || (known !== undefined && known.sha !== sha))
    return Result.fail(new RefExists({ kind, name }))
  if (known !== undefined) return Result.succeed([])
  const blocking = rowsOf(state, "ref").find(
    (row) => row.kind === kind && (row.name.startsWith(`${name}/`) || name.startsWith(`${row.name}/`))
  )
  // Where refs are files, none can be a folder too.
  if (blocking !== undefined) return Result.fail(new RefExists({ kind, name: blocking.name }))
  return rowsOf(state, "commit").some((row) => row.status === "made" && row.sha === sha)
    ? Result.succeed([new RefAsked({ kind, name, sha })])
    : Result.fail(new CommitUnknown({ revision: sha }))
}

const recorded = ({ kind, name, sha }: RecordRef, state: ProjectState) => {
  const known = rowOf(state, "ref", refKey(kind, name))
  return known?.status === "due" && known.sha === sha ? [new RefMade({ kind, name, sha })] : []
}
