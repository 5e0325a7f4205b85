/**
 * Which of an agent's modes it may work in: one in which it asks before it does anything. Pure.
 */
import { type ConfigOption, type NewSession, valuesOf } from "./AcpAnswer.ts"

/** Modes that ask, by the names that agents give them; the first that an agent has is taken. */
export const askingModes = ["default", "ask", "manual", "read-only"] as const

export type ModeChoice =
  /** The agent knows no modes, so there is none that would not ask. */
  | { readonly _tag: "NoModes" }
  | { readonly _tag: "Mode"; readonly mode: string }
  /** Newer agents offer the mode as an option of the session. */
  | { readonly _tag: "Option"; readonly option: string; readonly mode: string }
  /** There are modes, and none that is known to ask. */
  | { readonly _tag: "OnlyUnsafe"; readonly modes: ReadonlyArray<string> }

export const choose = (session: NewSession): ModeChoice => {
  const modes = session.modes?.availableModes.map((mode) => mode.id)
  const option = modeOptionIn(session.configOptions ?? [])
  const offered = modes ?? (option === undefined ? undefined : valuesOf(option))
  if (offered === undefined) return { _tag: "NoModes" }
  const mode = askingModes.find((mode) => offered.includes(mode))
  if (mode === undefined) return { _tag: "OnlyUnsafe", modes: offered }
  return modes === undefined && option !== undefined
    ? { _tag: "Option", option: option.id, mode }
    : { _tag: "Mode", mode }
}

export const modeOptionIn = (options: ReadonlyArray<ConfigOption>): ConfigOption | undefined =>
  options.find((option) => option.category === "mode")

export const isAsking = (mode: string): boolean => (askingModes as ReadonlyArray<string>).includes(mode)
