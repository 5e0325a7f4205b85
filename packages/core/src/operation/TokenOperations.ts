/**
 * Operations on API tokens, with which scripts and agents act for an account.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AccountNeeded, AccountUnknown } from "../account/AccountError.ts"
import { TokenId, TokenKind, ToolsetName } from "../account/ApiToken.ts"
import { DisplayName } from "../account/Login.ts"
import { ProjectId } from "../project/Project.ts"
import { ownOrNamed } from "./AccountOperations.ts"
import { IssuedToken, TokenReport } from "./AccountReport.ts"
import { about } from "./OperationField.ts"
import { OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"

const some = <A extends Schema.Top>(item: A) =>
  Schema.Array(item).check(Schema.isMinLength(1), Schema.isMaxLength(100))

export class TokenOperations extends RpcGroup.make(
  Rpc.make("accounts.issueToken", {
    payload: {
      ...ownOrNamed,
      name: DisplayName.annotate(about("What to call it, for example nightly; at most 100 characters")),
      kind: TokenKind.annotate(about("As what its holder is known: automation or agent")),
      toolsets: Schema.optionalKey(
        some(ToolsetName).annotate(about("Toolsets that it may call; all when left out"))
      ),
      projects: Schema.optionalKey(
        some(ProjectId).annotate(about("Projects that it may see; all of the account's when left out"))
      ),
      readOnly: Schema.optionalKey(Schema.Boolean.annotate(about("It may only read"))),
      days: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 3650 })).annotate(
          about("Days after which it ends by itself; never when left out")
        )
      )
    },
    success: IssuedToken,
    error: Schema.Union([AccountNeeded, AccountUnknown, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes("Issue a token", "Makes an API token; the answer shows it, and nothing ever shows it again.", {
      access: "account",
      ...persons
    })
  ),

  Rpc.make("accounts.listTokens", {
    payload: ownOrNamed,
    success: Schema.Array(TokenReport),
    error: Schema.Union([AccountNeeded, AccountUnknown, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("List tokens", "The tokens of an account, revoked ones too, newest first.", { access: "account" })
  ),

  Rpc.make("accounts.revokeToken", {
    payload: { token: TokenId.annotate(about("The token's id, as accounts.listTokens gives it")) },
    success: TokenReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Revoke a token", "Nobody takes the token any more, within seconds.", {
      access: "account",
      idempotent: true,
      ...persons
    })
  )
) {}
