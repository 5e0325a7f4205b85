/**
 * Answers the operations on the forge. Reading asks the forge itself; publishing is asked for here and done by a worker.
 */
import { AskPush } from "@layercake/core/deployment/DeploymentCommand"
import { AskPullRequest, AskRelease } from "@layercake/core/forge/ForgeCommand"
import { ForgeOperations } from "@layercake/core/operation/ForgeOperations"
import { Forge } from "@layercake/core/port/Forge"
import { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { mainBranch } from "@layercake/core/tree/RefName"
import { Effect, Option, Schema } from "effect"
import { Commands } from "../command/Commands.ts"
import { onlySeen } from "./Authority.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

const isProject = Schema.is(ProjectId)

/** The project's own commits, oldest first. */
const commitsOf = (state: ProjectState) =>
  rowsOf(state, "commit")
    .toSorted((a, b) => a.version - b.version)
    .flatMap(({ sha, status }) => (status === "made" && sha !== null ? [sha] : []))

const status = Effect.fnUntraced(function* (project: ProjectId) {
  const { state } = yield* find(project)
  const forge = yield* Forge
  const repository = Option.getOrUndefined(yield* forge.repository(project))
  const published = repository?.branches.find(({ name }) => name === mainBranch)?.commit ?? null
  const commits = commitsOf(state)
  const place = published === null ? 0 : commits.indexOf(published) + 1
  return {
    forge: forge.name,
    remote: repository?.remote ?? null,
    published,
    head: commits.at(-1) ?? null,
    unpublished: published !== null && place === 0 ? null : commits.length - place,
    pushes: rowsOf(state, "deployment").filter(({ target }) => target === "push"),
    pullRequests: rowsOf(state, "pullRequest"),
    releases: rowsOf(state, "release")
  }
})

/** The push that was asked for last and waits or has begun; asking twice gives the same one. */
const askedPush = (state: ProjectState) =>
  rowsOf(state, "deployment")
    .filter(({ asked, target }) => target === "push" && asked !== undefined)
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .at(-1)

export const layer = ForgeOperations.toLayer({
  "forge.user": () => Effect.flatMap(Forge, ({ user }) => user),
  "forge.repositories": () =>
    Effect.gen(function* () {
      const forge = yield* Forge
      const ofProjects = (yield* forge.repositories).filter(({ name }) => isProject(name))
      return yield* onlySeen(ofProjects, ({ name }) => ProjectId.make(name))
    }),
  "forge.repository": ({ project }) =>
    Effect.gen(function* () {
      yield* find(project)
      const forge = yield* Forge
      return Option.getOrNull(yield* forge.repository(project))
    }),
  "forge.readme": ({ project }) =>
    Effect.gen(function* () {
      yield* find(project)
      const forge = yield* Forge
      return Option.getOrNull(yield* forge.readme(project))
    }),
  "forge.export": ({ format, project }) =>
    Effect.gen(function* () {
      yield* find(project)
      const forge = yield* Forge
      return Option.getOrNull(yield* forge.export(project, format))
    }),
  "forge.status": ({ project }) => status(project),
  "forge.push": ({ project }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const { state } = yield* commands.execute(project, new AskPush({}), { actor })
      return askedPush(state) ?? (yield* Effect.die(`the push asked for in ${project} is not there`))
    }),
  "forge.pullRequest": ({ base = mainBranch, body = "", branch, project, title }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const command = new AskPullRequest({ title, body, branch: branch ?? null, base })
      const { state } = yield* commands.execute(project, command, { actor })
      const row = rowOf(state, "pullRequest", `request-${rowsOf(state, "pullRequest").length}`)
      return row ?? (yield* Effect.die(`the request asked for in ${project} is not there`))
    }),
  "forge.release": ({ notes = "", project, tag }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const { state } = yield* commands.execute(project, new AskRelease({ tag, notes }), { actor })
      return (
        rowOf(state, "release", tag) ?? (yield* Effect.die(`the release ${tag} of ${project} is not there`))
      )
    })
})
