/**
 * Flags that every command shares. Each can also come from the environment.
 */
import { Config } from "effect"
import { Flag } from "effect/cli"
import { defaultData } from "./output/Output.ts"

export const settings = {
  data: Flag.String("data").pipe(
    Flag.withDescription("Folder that holds the database and the workspaces"),
    Flag.withMetavar("folder"),
    Flag.withFallbackConfig(Config.String("LAYERCAKE_DATA").pipe(Config.withDefault(defaultData)))
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print JSON, one value a line"),
    Flag.withDefault(false)
  ),
  model: Flag.String("model").pipe(
    Flag.withDescription("anthropic:<model>, openai:<model>, replay:<folder>, or auto"),
    Flag.withMetavar("model"),
    Flag.withFallbackConfig(Config.String("LAYERCAKE_MODEL").pipe(Config.withDefault("auto")))
  ),
  sandbox: Flag.Literals("sandbox", ["auto", "bubblewrap", "process"]).pipe(
    Flag.withDescription("Where builds run; process protects nothing and has to be asked for"),
    Flag.withDefault("auto" as const)
  )
}

export interface SharedSettings {
  readonly data: string
  readonly json: boolean
  readonly model: string
  readonly sandbox: "auto" | "tolerant" | "bubblewrap" | "process"
}
