/**
 * Reads an agent's answer to a question: plain words and no file. Writes nothing.
 */
import type { AgentName } from "@layercake/core/agent/Agent"
import type { AnswerFinding } from "@layercake/core/agent/AgentRunEvent"
import type { RunAgent } from "@layercake/core/pipeline/DueWork"
import type { WorkStep } from "@layercake/core/pipeline/Pipeline"
import { EntryId } from "@layercake/core/register/Register"
import { RouteQuery } from "@layercake/core/register/RegisterCommand"
import { Result } from "effect"
import type { GivenAnswer, UsableAnswer } from "./AnswerReader.ts"

/** Longer is no answer to a question. */
const maxLength = 4000

/** Whether the step is to answer a question; no step of a pipeline has such a name. */
export const isQuestion = (step: Pick<WorkStep, "id">): boolean => /^query-\d+$/.test(step.id)

export const read = ({
  files = [],
  finishReason,
  text
}: GivenAnswer): Result.Result<UsableAnswer, readonly [AnswerFinding]> => {
  const reply = text.trim()
  const refuse = (code: string, message: string) => Result.fail([{ code, message }] as const)
  if (files.length > 0)
    return refuse(
      "files-not-wanted",
      "A question was asked: answer it in words and leave every file as it is."
    )
  if (reply === "") return refuse("no-answer", "The answer is empty. Answer the question in plain words.")
  if (finishReason === "length" || reply.length > maxLength)
    return refuse(
      "answer-too-long",
      `The answer is cut or longer than ${maxLength} characters. Answer in fewer words, without files.`
    )
  return Result.succeed({ files: [], removed: [], register: null, reply })
}

/** For a query whose agent has no template on this machine. */
export const unanswerable = (work: RunAgent, agent: AgentName): RouteQuery =>
  new RouteQuery({
    id: EntryId.make(work.step),
    reason: `There is no template for the agent ${agent}. Add .layercake/agents/${agent}.md, or answer the question.`
  })
