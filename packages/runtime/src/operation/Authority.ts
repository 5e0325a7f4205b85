/**
 * Looks at who asks before anything is done. To somebody who is no member a project is as one that is not there.
 */
import { AccessDenied } from "@layercake/core/account/AccessError"
import type { Grant } from "@layercake/core/account/Grant"
import { MemberRow } from "@layercake/core/account/MemberBoard"
import { isAtLeast, Role } from "@layercake/core/account/Role"
import { Authorisation } from "@layercake/core/operation/Authorisation"
import { OperationMark, toolsetOf } from "@layercake/core/operation/OperationMark"
import { ProjectId } from "@layercake/core/project/Project"
import { ProjectNotFound } from "@layercake/core/project/ProjectError"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Context, Effect, Layer, Option, Predicate, Schema } from "effect"
import { Session } from "./Session.ts"

const isProject = Schema.is(ProjectId)
const isRole = Schema.is(Role)
const decodeMember = Schema.decodeUnknownOption(MemberRow)

/** The role of who asks in a project; none for somebody who is no member, or whose token is not for it. */
export const roleIn = Effect.fnUntraced(function* (grant: Grant, project: ProjectId) {
  if (grant._tag === "Everything") return Option.some<Role>("owner")
  if (grant._tag === "Nothing") return Option.none<Role>()
  if (grant.scope?.projects?.includes(project) === false) return Option.none<Role>()
  if (grant.administrator) return Option.some<Role>("owner")
  const views = yield* ReadModelStore
  const row = yield* views.get("member", project, grant.account)
  return Option.map(Option.flatMap(row, decodeMember), ({ role }) => role)
})

/** Whether who asks may know that a project is there. */
export const maySee = (project: ProjectId) =>
  Effect.flatMap(Session, ({ grant }) => Effect.map(roleIn(grant, project), Option.isSome))

/** The projects that who asks may know of: all, or these. Looked up once, however many there are. */
export const seen = Effect.gen(function* () {
  const { grant } = yield* Session
  if (grant._tag === "Everything") return "all"
  if (grant._tag === "Nothing") return new Set<ProjectId>()
  const scope = grant.scope?.projects
  if (grant.administrator) return scope == null ? "all" : new Set(scope)
  const views = yield* ReadModelStore
  const rows = yield* views.listByKey("member", grant.account)
  return new Set(
    rows
      .filter(({ project, row }) => Option.isSome(decodeMember(row)) && scope?.includes(project) !== false)
      .map(({ project }) => project)
  )
})

/** Those of a list that who asks may know of. */
export const onlySeen = <A>(all: ReadonlyArray<A>, projectOf: (item: A) => ProjectId) =>
  Effect.map(seen, (projects) =>
    projects === "all" ? all : all.filter((item) => projects.has(projectOf(item)))
  )

export const layer: Layer.Layer<Authorisation, never, ReadModelStore | Session> = Layer.effect(
  Authorisation,
  Effect.gen(function* () {
    const views = yield* ReadModelStore
    const ofHost = yield* Session
    return Authorisation.of((answer, { payload, rpc }) =>
      Effect.gen(function* () {
        const mark = Context.getUnsafe(rpc.annotations, OperationMark)
        const { actor, grant } = Option.getOrElse(yield* Effect.serviceOption(Session), () => ofHost)
        const denied = (reason: AccessDenied["reason"]) => new AccessDenied({ operation: rpc._tag, reason })
        if (mark.access === "public") return yield* answer
        if (grant._tag === "Nothing") return yield* denied({ _tag: "Unknown" })
        if (!mark.callers.includes(actor.kind))
          return yield* denied({ _tag: "Kind", kind: actor.kind, callers: mark.callers })
        if (grant._tag === "Account" && grant.scope !== null) {
          const { readOnly, toolsets } = grant.scope
          if (toolsets?.includes(toolsetOf(rpc._tag)) === false)
            return yield* denied({ _tag: "Scope", scope: "toolsets" })
          if (readOnly && mark.effect !== "read") return yield* denied({ _tag: "Scope", scope: "readOnly" })
        }
        if (mark.access === "account") return yield* answer
        const project = Predicate.hasProperty(payload, "project") ? payload.project : undefined
        if (isRole(mark.access) && isProject(project)) {
          const role = yield* roleIn(grant, project).pipe(Effect.provideService(ReadModelStore, views))
          if (Option.isNone(role)) return yield* new ProjectNotFound({})
          return isAtLeast(role.value, mark.access)
            ? yield* answer
            : yield* denied({ _tag: "Role", role: role.value, wanted: mark.access })
        }
        const isAllowed =
          grant._tag === "Everything" || (grant.administrator && grant.scope?.projects == null)
        return isAllowed ? yield* answer : yield* denied({ _tag: "Administrator" })
      })
    )
  })
)
