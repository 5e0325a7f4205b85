/**
 * Operations on the forge: where commits, requests and releases are published.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { DeploymentRow } from "../deployment/DeploymentBoard.ts"
import { PullRequestRow, ReleaseRow } from "../forge/Publication.ts"
import { ExportFormat, ForgeError, ForgeRepository, ForgeUnsupported, ForgeUser } from "../port/Forge.ts"
import { CommitSha } from "../port/Repository.ts"
import { RefName } from "../tree/RefName.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"

const outside = { openWorld: true }
const onForge = Schema.Union([ForgeError, ForgeUnsupported, ...OperationError.members])

export const ForgeStatus = Schema.Struct({
  forge: Schema.String.annotate(about("Name of the forge")),
  remote: Schema.NullOr(Schema.String).annotate(about("Address; null when nothing was published yet")),
  published: Schema.NullOr(CommitSha).annotate(
    about("What the branch main is at there; null when it is not")
  ),
  head: Schema.NullOr(CommitSha).annotate(about("The project's last commit; null before the first")),
  unpublished: Schema.NullOr(Schema.Int).annotate(
    about(
      "Commits of the project that the forge has not; null when it has one that the project does not know"
    )
  ),
  pushes: Schema.Array(DeploymentRow).annotate(about("Pushes, asked for or made for a gate")),
  pullRequests: Schema.Array(PullRequestRow).annotate(about("Requests to take changes over")),
  releases: Schema.Array(ReleaseRow).annotate(about("Releases"))
})
export type ForgeStatus = typeof ForgeStatus.Type

export class ForgeOperations extends RpcGroup.make(
  Rpc.make("forge.user", { success: ForgeUser, error: onForge }).annotate(
    OperationMark,
    reads("Account at the forge", "Whom the forge takes LayerCake for.", {
      ...outside,
      access: "administrator"
    })
  ),

  Rpc.make("forge.repositories", { success: Schema.Array(ForgeRepository), error: onForge }).annotate(
    OperationMark,
    reads("List repositories", "Published repositories of the projects that the caller may see.", {
      ...outside,
      access: "account"
    })
  ),

  Rpc.make("forge.repository", {
    payload: project,
    success: Schema.NullOr(ForgeRepository),
    error: onForge
  }).annotate(
    OperationMark,
    reads(
      "Get a repository",
      "A project's published repository with its branches and tags; null when there is none.",
      outside
    )
  ),

  Rpc.make("forge.readme", {
    payload: project,
    success: Schema.NullOr(Schema.String),
    error: onForge
  }).annotate(
    OperationMark,
    reads("Published readme", "README.md as it was published; null when there is none.", outside)
  ),

  Rpc.make("forge.export", {
    payload: {
      ...project,
      format: ExportFormat.annotate(
        about("bundle: a git bundle of every branch and tag. zip: the files of the branch main")
      )
    },
    success: Schema.NullOr(Schema.Uint8ArrayFromBase64),
    error: onForge
  }).annotate(
    OperationMark,
    reads("Export a repository", "What was published, in one file; null when nothing was.", outside)
  ),

  Rpc.make("forge.status", { payload: project, success: ForgeStatus, error: onForge }).annotate(
    OperationMark,
    reads("Status at the forge", "What is published of a project, and what is not yet.", outside)
  ),

  Rpc.make("forge.push", { payload: project, success: DeploymentRow, error: OperationError }).annotate(
    OperationMark,
    writes("Push", "Asks for the commits to be published; nothing is ever overwritten.", {
      ...outside,
      idempotent: true
    })
  ),

  Rpc.make("forge.pullRequest", {
    payload: {
      ...project,
      title: Schema.NonEmptyString.check(Schema.isMaxLength(200)).annotate(
        about("What it is about, in one line")
      ),
      body: Schema.optionalKey(
        Schema.String.check(Schema.isMaxLength(20_000)).annotate(
          about("What there is to know; empty when left out")
        )
      ),
      branch: Schema.optionalKey(
        RefName.annotate(
          about("Branch that gets the changes for review; made from the request's id when left out")
        )
      ),
      base: Schema.optionalKey(
        RefName.annotate(about("Branch that is to get the changes; main when left out"))
      )
    },
    success: PullRequestRow,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Open a pull request",
      "Asks for the tree as it is now to be published as a branch, with a request.",
      outside
    )
  ),

  Rpc.make("forge.release", {
    payload: {
      ...project,
      tag: RefName.annotate(about("Tag of the release, for example v1.0.0")),
      notes: Schema.optionalKey(
        Schema.String.check(Schema.isMaxLength(50_000)).annotate(about("What is new; empty when left out"))
      )
    },
    success: ReleaseRow,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Release", "A person's decision: publishes the tree as it is now under a tag with notes.", {
      ...outside,
      ...persons,
      access: "approver"
    })
  )
) {}
