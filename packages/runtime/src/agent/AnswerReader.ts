/**
 * From an agent's answer to what it changes, or to the reasons why it cannot be used. Writes nothing.
 */
import type { AnswerFinding } from "@layercake/core/agent/AgentRunEvent"
import { extract } from "@layercake/core/extract/Extractor"
import type { ExtractedFile } from "@layercake/core/extract/Extraction"
import { isBound, missingDocuments } from "@layercake/core/pipeline/GateProgress"
import type { WorkStep } from "@layercake/core/pipeline/Pipeline"
import type { FinishReason } from "@layercake/core/port/AgentExecutor"
import { projectOf, type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { isRegisterPath, RegisterFile } from "@layercake/core/register/RegisterFile"
import { Result, Schema } from "effect"

export interface UsableAnswer {
  readonly files: ReadonlyArray<ExtractedFile>
  readonly register: RegisterFile | null
}

const decodeRegister = Schema.decodeUnknownResult(Schema.fromJsonString(RegisterFile))

export const read = (
  answer: { readonly text: string; readonly finishReason: FinishReason },
  step: WorkStep,
  state: ProjectState
): Result.Result<UsableAnswer, readonly [AnswerFinding, ...ReadonlyArray<AnswerFinding>]> => {
  if (answer.finishReason === "refusal")
    return Result.fail([
      { code: "declined", message: "The model declined to answer. Do the task as described." }
    ])
  const { files, findings } = extract(answer.text, { finishReason: answer.finishReason })
  const [first, ...rest] = findings
  if (first !== undefined) return Result.fail([first, ...rest])

  const all = [...files, ...rowsOf(state, "file")]
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
    ...misplaced(files, state),
    ...decoded.flatMap((result) => (Result.isFailure(result) ? [result.failure] : []))
  ]
  if (problem !== undefined) return Result.fail([problem, ...more])
  const entries = decoded.flatMap((result) => (Result.isSuccess(result) ? [result.success] : []))
  return Result.succeed({ files, register: entries[0] ?? null })
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
  files: ReadonlyArray<ExtractedFile>,
  state: ProjectState
): ReadonlyArray<AnswerFinding> => {
  const tree = rowsOf(state, "file").map((file) => file.path)
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
