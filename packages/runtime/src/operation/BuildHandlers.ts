/**
 * Answers the operations on builds.
 */
import { AskBuild, CancelBuild } from "@layercake/core/build/AskedBuildCommand"
import { BuildUnknown } from "@layercake/core/build/BuildError"
import { type BuildStep, buildSteps } from "@layercake/core/build/BuildStep"
import { BuildOperations } from "@layercake/core/operation/BuildOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import * as BuildViews from "./BuildViews.ts"
import * as OutputReading from "./OutputReading.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

/** Builds on a page when nothing is said. */
const usual = 50

const ask = Effect.fnUntraced(function* (project: ProjectId, steps: ReadonlyArray<BuildStep>) {
  const commands = yield* Commands
  const { actor } = yield* Session
  const { state } = yield* commands.execute(project, new AskBuild({ steps }), { actor })
  const asked = BuildViews.buildsOf(state).filter(({ origin }) => origin === "asked")
  // Ids are numbered, so the one just made has the highest number.
  const last = asked.toSorted((a, b) => Number(b.build.slice(6)) - Number(a.build.slice(6)))[0]
  return last ?? (yield* Effect.die(`the build asked for in ${project} is not there`))
})

const get = Effect.fnUntraced(function* (project: ProjectId, build: string) {
  const { state } = yield* find(project)
  return BuildViews.buildOf(state, build) ?? (yield* new BuildUnknown({ build }))
})

export const layer = BuildOperations.toLayer({
  "builds.install": ({ project }) => ask(project, ["install"]),
  "builds.build": ({ project }) => ask(project, ["build"]),
  "builds.lint": ({ project }) => ask(project, ["lint"]),
  "builds.test": ({ project }) => ask(project, ["test"]),
  "builds.audit": ({ project }) => ask(project, ["audit"]),
  "builds.validate": ({ project }) => ask(project, buildSteps),
  "builds.list": ({ after, limit = usual, project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const all = BuildViews.buildsOf(state)
      const from = after === undefined ? 0 : all.findIndex(({ build }) => build === after) + 1
      if (after !== undefined && from === 0) return yield* new BuildUnknown({ build: after })
      const builds = all.slice(from, from + limit)
      return { builds, next: from + limit < all.length ? (builds.at(-1)?.build ?? null) : null }
    }),
  "builds.get": ({ build, project }) => get(project, build),
  "builds.log": ({ build, project, step, ...wanted }) =>
    Effect.gen(function* () {
      const found = yield* get(project, build)
      const output = found.steps.find((done) => done.step === step)?.output ?? null
      return yield* OutputReading.page(`the step ${step} of ${build}`, output, wanted)
    }),
  "builds.cancel": ({ build, project }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const { state } = yield* commands.execute(project, new CancelBuild({ buildId: build }), { actor })
      const found = BuildViews.buildOf(state, build)
      return found ?? (yield* Effect.die(`the build ${build} of ${project} is not there`))
    })
})
