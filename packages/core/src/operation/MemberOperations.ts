/**
 * Operations on who may do what in a project.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AccountUnknown } from "../account/AccountError.ts"
import { Role } from "../account/Role.ts"
import { accountName } from "./AccountOperations.ts"
import { MemberReport } from "./AccountReport.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"

const onMember = Schema.Union([AccountUnknown, ...OperationError.members])

export class MemberOperations extends RpcGroup.make(
  Rpc.make("accounts.members", {
    payload: project,
    success: Schema.Array(MemberReport),
    error: OperationError
  }).annotate(OperationMark, reads("List members", "Who may do what in a project.")),

  Rpc.make("accounts.setMember", {
    payload: {
      ...project,
      account: accountName,
      role: Role.annotate(about("viewer, contributor, approver or owner"))
    },
    success: MemberReport,
    error: onMember
  }).annotate(
    OperationMark,
    writes("Set a member", "Adds an account to a project, or gives it another role.", {
      access: "owner",
      idempotent: true,
      ...persons
    })
  ),

  Rpc.make("accounts.removeMember", {
    payload: { ...project, account: accountName },
    success: Schema.Array(MemberReport),
    error: onMember
  }).annotate(
    OperationMark,
    writes("Remove a member", "The account may do nothing in the project any more; answers who is left.", {
      access: "owner",
      ...persons
    })
  )
) {}
