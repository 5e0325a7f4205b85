/**
 * Policies as people write them: JSON, in which what is left out is as by default.
 */
import { defaultPolicy, Policy } from "@layercake/core/pipeline/Policy"
import { Effect, Schema, Struct } from "effect"
import { failed } from "./CliFailure.ts"
import { readFile } from "./InputFile.ts"
import { issueText } from "./IssueText.ts"

const decodePolicy = Schema.decodeUnknownEffect(
  Schema.fromJsonString(Policy.mapFields(Struct.map(Schema.optionalKey))),
  { errors: "all", onExcessProperty: "error" }
)

const policyLimit = 100_000

/** Every mistake is named with its field. Fields that are left out are those of the default policy. */
export const readPolicy = Effect.fnUntraced(function* (path: string) {
  const text = new TextDecoder().decode(yield* readFile(path, policyLimit))
  const given = yield* decodePolicy(text).pipe(
    Effect.mapError(({ issue }) => failed(`${path} is no policy. ${issueText(issue)}`))
  )
  return { ...defaultPolicy, ...given }
})
