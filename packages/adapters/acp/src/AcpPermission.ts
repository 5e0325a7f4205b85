/**
 * What is answered when an agent asks for a permission: work on files inside its folder is allowed, once; everything else
 * is rejected. Pure. What the agent says about itself is no protection; the sandbox is.
 */
import type * as acp from "@agentclientprotocol/sdk"
import { placeIn } from "./AcpPath.ts"

/** What is known of a tool call: permissions are asked with as little as its id. */
export interface ToolCallSeen {
  readonly kind: acp.ToolKind | null
  readonly title: string
  readonly paths: ReadonlyArray<string>
}

export const nothingSeen: ToolCallSeen = { kind: null, title: "", paths: [] }

/** Later words replace earlier ones. */
export const seen = (
  before: ToolCallSeen,
  update: Pick<acp.ToolCallUpdate, "kind" | "title" | "locations" | "content">
): ToolCallSeen => {
  const located = update.locations?.map((location) => location.path)
  const edited = update.content?.flatMap((content) => (content.type === "diff" ? [content.path] : []))
  return {
    kind: update.kind ?? before.kind,
    title: update.title ?? before.title,
    paths:
      located === undefined && edited === undefined ? before.paths : [...(located ?? []), ...(edited ?? [])]
  }
}

const onFiles: ReadonlyArray<acp.ToolKind | null> = ["read", "edit", "delete", "move"]

export const mayGoOn = (directory: string, call: ToolCallSeen): boolean =>
  onFiles.includes(call.kind) &&
  call.paths.length > 0 &&
  call.paths.every((path) => placeIn(directory, path) !== undefined)

/** The option that says so; where the agent offers none that fits, its question is cancelled. */
export const answer = (
  options: ReadonlyArray<acp.PermissionOption>,
  isAllowed: boolean
): acp.RequestPermissionResponse => {
  const kinds: ReadonlyArray<acp.PermissionOptionKind> = isAllowed
    ? ["allow_once"]
    : ["reject_once", "reject_always"]
  const option = kinds.flatMap((kind) => options.find((option) => option.kind === kind) ?? [])[0]
  return {
    outcome:
      option === undefined ? { outcome: "cancelled" } : { outcome: "selected", optionId: option.optionId }
  }
}
