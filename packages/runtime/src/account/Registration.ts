/**
 * Whether people may make accounts for themselves. The first account can always be made: somebody has to begin.
 */
import { Context } from "effect"

export const Registration = Context.Reference<"open" | "closed">("@layercake/runtime/account/Registration", {
  defaultValue: () => "closed"
})
