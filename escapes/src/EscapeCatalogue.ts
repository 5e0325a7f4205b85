/**
 * Every attempt, in the order of the table.
 */
import type { EscapeAttempt } from "./EscapeAttempt.ts"
import { fileEscapes } from "./FileEscapes.ts"
import { limitEscapes } from "./LimitEscapes.ts"
import { networkEscapes } from "./NetworkEscapes.ts"
import { privilegeEscapes } from "./PrivilegeEscapes.ts"
import { processEscapes } from "./ProcessEscapes.ts"
import { repositoryEscapes } from "./RepositoryEscapes.ts"
import { secretEscapes } from "./SecretEscapes.ts"

export const attempts: ReadonlyArray<EscapeAttempt> = [
  ...fileEscapes,
  ...secretEscapes,
  ...processEscapes,
  ...networkEscapes,
  ...repositoryEscapes,
  ...privilegeEscapes,
  ...limitEscapes
]

/** Why an attempt is not expected to succeed in a plain process of this user; none when it must. */
export const blindness = ({ blind }: EscapeAttempt, isRoot: boolean): string | undefined =>
  typeof blind === "object" ? (isRoot ? undefined : blind.user) : blind
