/**
 * How a process is to do due work. What does it is in `MachineWorkers`, which is loaded only where work is done.
 */
import type { Concurrency } from "@layercake/runtime/worker/Concurrency"
import type { Duration } from "effect"
import type { SandboxSetting } from "./SandboxChoice.ts"

export { defaultConcurrency } from "@layercake/runtime/worker/Concurrency"

export interface WorkSetting {
  /** `anthropic:<model>`, `openai:<model>`, `claude-code`, `acp:<command>`, `replay:<folder>`, `claim` or `auto`. */
  readonly model: string
  /** Folder in which every answer of the model is recorded, to be played back by `replay:<folder>`; none when left out. */
  readonly record?: string
  readonly sandbox: SandboxSetting
  /** Workers by tier; a tier that is left out is not worked on here. The standard ones when left out. */
  readonly concurrency?: Concurrency
  /** How long a stop waits for what runs; not at all when left out. */
  readonly grace?: Duration.Input
}
