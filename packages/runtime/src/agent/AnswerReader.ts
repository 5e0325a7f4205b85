/**
 * From an agent's answer to what it changes, or to the reasons why it cannot be used. Writes nothing.
 */
import type { AnswerFinding } from "@layercake/core/agent/AgentRunEvent"
import { extract, extractRemovals } from "@layercake/core/extract/Extractor"
import { examineWorked } from "@layercake/core/extract/WorkedFiles"
import { isBound, missingDocuments } from "@layercake/core/pipeline/GateProgress"
import type { WorkStep } from "@layercake/core/pipeline/Pipeline"
import type { AnsweredFile, FinishReason } from "@layercake/core/port/AgentExecutor"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { isRegisterPath, RegisterFile } from "@layercake/core/register/RegisterFile"
import type { FilePath } from "@layercake/core/tree/Tree"
import { Result, Schema } from "effect"
import * as QueryReply from "./QueryReply.ts"

/** A whole file as it is to be. */
export interface UsableFile {
  readonly path: FilePath
  readonly content: string
}

export interface UsableAnswer {
  readonly files: ReadonlyArray<UsableFile>
  /** Files of the project that are to go; none of them in `files`. */
  readonly removed: ReadonlyArray<FilePath>
  readonly register: RegisterFile | null
  /** The answer to a question, where one was asked for. */
  readonly reply?: string
}

const decodeRegister = Schema.decodeUnknownResult(Schema.fromJsonString(RegisterFile))

export interface GivenAnswer {
  readonly text: string
  readonly finishReason: FinishReason
  /** What the agent changed, when it worked on files; the text is then only what it said. */
  readonly files?: ReadonlyArray<AnsweredFile>
}

export const read = (
  answer: GivenAnswer,
  step: WorkStep,
  state: ProjectState
): Result.Result<UsableAnswer, readonly [AnswerFinding, ...ReadonlyArray<AnswerFinding>]> => {
  if (answer.finishReason === "refusal")
    return Result.fail([
      { code: "declined", message: "The model declined to answer. Do the task as described." }
    ])
  if (QueryReply.isQuestion(step)) return QueryReply.read(answer)
  const {
    files,
    findings: found,
    removed
  } = answer.files === undefined ? said(answer, state) : worked(answer, answer.files, state)
  // Somebody may have asked for words alone.
  const findings = isFreeInstruction(step) ? found.filter(({ code }) => code !== "no-files") : found
  const [first, ...rest] = findings
  if (first !== undefined) return Result.fail([first, ...rest])

  const gone = new Set<string>(removed)
  const tree = rowsOf(state, "file").filter((file) => !gone.has(file.path))
  const all = [...files, ...tree]
  const missing = missingDocuments(step.produces, all).map((document): AnswerFinding => ({
    code: "missing-document",
    message: `The ${document.kind} is missing. Send it as ${document.path}.`,
    path: document.path
  }))
  const registers = files.filter((file) => isRegisterPath(file.path))
  const decoded = registers.map((file) =>
    Result.mapBoth(decodeRegister(file.content), {
      onSuccess: (register) => reviewed(register, file.path, state),
      onFailure: (error): AnswerFinding => ({
        code: "register-invalid",
        message: `The register does not have the form that is asked for: ${error.message}`,
        path: file.path
      })
    })
  )
  const [problem, ...more] = [
    ...missing,
    ...misplaced(
      files,
      tree.map((file) => file.path)
    ),
    ...decoded.flatMap((result) => (Result.isFailure(result) ? [result.failure] : []))
  ]
  if (problem !== undefined) return Result.fail([problem, ...more])
  const entries = decoded.flatMap((result) => (Result.isSuccess(result) ? [result.success] : []))
  return Result.succeed({ files, removed, register: entries[0] ?? null })
}

/** To follow an instruction that names no document. */
const isFreeInstruction = ({ id, produces }: WorkStep): boolean =>
  /^instruction-\d+$/.test(id) && produces.length === 0

interface FoundFiles {
  readonly files: ReadonlyArray<UsableFile>
  readonly removed: ReadonlyArray<FilePath>
  readonly findings: ReadonlyArray<AnswerFinding>
}

/** From the text alone. */
const said = ({ finishReason, text }: GivenAnswer, state: ProjectState): FoundFiles => {
  const { files, findings, removed } = extract(text, { finishReason })
  return { files, removed, findings: [...findings, ...notThere(removed, state)] }
}

/**
 * From where the agent worked, and from lines of the text that take files away: not every agent can do that. What it
 * removed itself and is gone from the tree meanwhile need not be removed.
 */
const worked = (
  { finishReason, text }: GivenAnswer,
  answered: ReadonlyArray<AnsweredFile>,
  state: ProjectState
): FoundFiles => {
  if (finishReason === "length") return { files: [], removed: [], findings: [stopped] }
  const found = examineWorked(answered)
  const told = extractRemovals(
    text,
    found.files.map((file) => file.path)
  )
  const own = found.removed.filter((path) => rowOf(state, "file", path) !== undefined)
  const asked = told.removed.filter((path) => !found.removed.includes(path))
  return {
    files: found.files,
    removed: [...own, ...asked],
    findings: [...found.findings, ...told.findings, ...notThere(asked, state)]
  }
}

/** A path that is not there was meant for another file. */
const notThere = (removed: ReadonlyArray<FilePath>, state: ProjectState): ReadonlyArray<AnswerFinding> =>
  removed
    .filter((path) => rowOf(state, "file", path) === undefined)
    .map((path) => ({
      code: "nothing-to-remove",
      message: `There is no ${path} in the project, so it cannot be removed. Leave the line out, or name the file that is meant.`,
      path
    }))

const stopped: AnswerFinding = {
  code: "cut-answer",
  message:
    "The work was stopped at a limit before it was done, so nothing of it is taken. Do the task in fewer steps: read only what it needs, and write each file once."
}

/** What kind of project it is decides which gates take part, so it counts only where an approval binds the file. */
const reviewed = (
  { project: kind, ...register }: RegisterFile,
  path: string,
  state: ProjectState
): RegisterFile => {
  const project = projectOf(state)
  return kind !== undefined && project !== undefined && isBound(project, path)
    ? { ...register, project: kind }
    : register
}

/** Files that cannot lie beside those of the project: no file is a folder too. */
const misplaced = (
  files: ReadonlyArray<UsableFile>,
  tree: ReadonlyArray<FilePath>
): ReadonlyArray<AnswerFinding> => {
  const paths = new Set<string>(tree)
  const folders = new Set(tree.flatMap(foldersOf))
  return files.flatMap((file): ReadonlyArray<AnswerFinding> => {
    const blocking = folders.has(file.path)
      ? `${file.path} is a folder of the project and cannot be a file too.`
      : foldersOf(file.path)
          .filter((folder) => paths.has(folder))
          .map((folder) => `${folder} is a file of the project, so ${file.path} cannot lie inside it.`)[0]
    return blocking === undefined
      ? []
      : [{ code: "file-and-folder", message: `${blocking} Choose another path.`, path: file.path }]
  })
}

/** Every folder on the way to the path, innermost last. */
const foldersOf = (path: string): ReadonlyArray<string> =>
  path
    .split("/")
    .slice(0, -1)
    .map((_, depth, names) => names.slice(0, depth + 1).join("/"))
