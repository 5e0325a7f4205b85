/**
 * The ways in which a call is refused for who makes it. A project that somebody is no member of is not found instead.
 */
import { Schema } from "effect"
import { ActorKind } from "../actor/Actor.ts"
import { Role } from "./Role.ts"

const reason = Schema.Union([
  /** Nobody is known to ask. */
  Schema.TaggedStruct("Unknown", {}),
  /** The credential is of a kind that cannot ask for this. */
  Schema.TaggedStruct("Kind", { kind: ActorKind, callers: Schema.Array(ActorKind) }),
  Schema.TaggedStruct("Role", { role: Role, wanted: Role }),
  Schema.TaggedStruct("Administrator", {}),
  /** The token was made for less: `scope` says which part of it is in the way. */
  Schema.TaggedStruct("Scope", {
    scope: Schema.Literals(["toolsets", "readOnly", "projects"])
  })
])

/** Who asks may not have this done. Nothing was changed. */
export class AccessDenied extends Schema.TaggedError<AccessDenied>()("AccessDenied", {
  operation: Schema.String,
  reason
}) {
  readonly isRetryable = false
  override get message() {
    return `${this.operation} was refused: ${this.words}`
  }
  private get words() {
    switch (this.reason._tag) {
      case "Unknown":
        return "nobody is known to ask. Log in, or send a token."
      case "Kind":
        return this.reason.callers.join() === "person"
          ? `only a person may ask for it, and this is ${this.reason.kind === "automation" || this.reason.kind === "agent" ? "an" : "a"} ${this.reason.kind}. Run it at a terminal, or log in.`
          : `it is for ${this.reason.callers.join(", ")}, and this is ${this.reason.kind}.`
      case "Role":
        return `it takes the role ${this.reason.wanted} in the project, and this account has ${this.reason.role}. Ask an owner.`
      case "Administrator":
        return "it is for administrators."
      case "Scope":
        return this.reason.scope === "readOnly"
          ? "the token may only read."
          : `the token was not made for ${this.reason.scope === "toolsets" ? "this toolset" : "this project"}.`
    }
  }
}
