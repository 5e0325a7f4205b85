/**
 * What a call costs. A recorded answer costs nothing; prices of models are the project's to give, and without one the
 * cost is unknown rather than guessed.
 */
import type { AgentAnswer } from "@layercake/core/port/AgentExecutor"

/** Millionths of a US dollar; null when the model's price is not known. */
export const costOf = (answer: AgentAnswer): number | null => (answer.recorded ? 0 : null)
