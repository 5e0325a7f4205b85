/**
 * How a program is started and asked for its health, in `deploy.json` at the root of the tree.
 */
import { Schema } from "effect"

export const DeploySettings = Schema.Struct({
  /** Program and arguments. The port to listen on, on 127.0.0.1, comes in the environment as PORT. */
  start: Schema.NonEmptyArray(Schema.NonEmptyString),
  /** Path that answers with a 2xx status once the program is ready. */
  health: Schema.String.check(Schema.isPattern(/^\//))
})
export type DeploySettings = typeof DeploySettings.Type

export const deploySettingsPath = "deploy.json"
