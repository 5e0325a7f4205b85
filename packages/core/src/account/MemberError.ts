/**
 * The ways in which a change of members is refused.
 */
import { Schema } from "effect"
import { AccountId } from "./Account.ts"

export class MemberUnknown extends Schema.TaggedError<MemberUnknown>()("MemberUnknown", {
  account: AccountId
}) {
  override get message() {
    return `${this.account} is no member of the project.`
  }
}

/** A project must not be left without anybody who may settle who is a member. */
export class LastOwner extends Schema.TaggedError<LastOwner>()("LastOwner", { account: AccountId }) {
  override get message() {
    return `${this.account} is the last owner of the project. Make another member its owner first.`
  }
}
