/**
 * From an agent's answer to what it changes, or to the reasons why it cannot be used. Writes nothing.
 */
import type { AnswerFinding } from "@layercake/core/agent/AgentRunEvent"
import { extract } from "@layercake/core/extract/Extractor"
import type { ExtractedFile } from "@layercake/core/extract/Extraction"
import { missingDocuments } from "@layercake/core/pipeline/GateProgress"
import type { WorkStep } from "@layercake/core/pipeline/Pipeline"
import type { FinishReason } from "@layercake/core/port/AgentExecutor"
import { type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
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
    Result.mapError(decodeRegister(file.content), (error): AnswerFinding => ({
      code: "register-invalid",
      message: `The register does not have the form that is asked for: ${error.message}`,
      path: file.path
    }))
  )
  const [problem, ...more] = [
    ...missing,
    ...decoded.flatMap((result) => (Result.isFailure(result) ? [result.failure] : []))
  ]
  if (problem !== undefined) return Result.fail([problem, ...more])
  const entries = decoded.flatMap((result) => (Result.isSuccess(result) ? [result.success] : []))
  return Result.succeed({ files, register: entries[0] ?? null })
}
