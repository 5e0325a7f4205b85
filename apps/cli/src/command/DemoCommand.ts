/**
 * `layercake demo`: a whole brief from G0 to G9 with recorded answers and real builds, commits and deployments.
 * Started again after it was ended in the middle, it goes on where the log stops.
 */
import { millisBetween } from "@layercake/core/event/Timestamp"
import type { Policy } from "@layercake/core/pipeline/Policy"
import { ProjectId } from "@layercake/core/project/Project"
import { Position } from "@layercake/core/store/EventStore"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, FileSystem, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { allProjects } from "../AllProjects.ts"
import { CliFailure, failed, fromError } from "../CliFailure.ts"
import { durationText } from "../output/Money.ts"
import { local } from "../ServerChoice.ts"
import { Output } from "../output/Output.ts"
import { paint } from "../output/Style.ts"
import { readPolicy } from "../PolicyFile.ts"
import { root, withClientAt } from "../Root.ts"
import type { SharedSettings } from "../Settings.ts"
import { shippedExamples } from "../ShippedExamples.ts"
import { follow, summary } from "./RunCommand.ts"

export const demoCommand = Command.make(
  "demo",
  {
    brief: Flag.Literals("brief", ["room-booking", "unit-price-api"]).pipe(
      Flag.withDescription("Which brief: one with a page, one without a user interface"),
      Flag.withDefault("room-booking" as const)
    ),
    examples: Flag.String("examples").pipe(
      Flag.withDescription(
        "Folder with briefs, policies and recordings; those that came with this program when left out"
      ),
      Flag.withMetavar("folder"),
      Flag.optional
    )
  },
  ({ brief, examples: given }) =>
    Effect.gen(function* () {
      const shared = yield* root
      const examples = Option.getOrElse(given, () => shippedExamples)
      // The demo shows everything without a person, and the log says so at each gate.
      const policy = yield* readPolicy(`${examples}/policies/unattended.json`)
      yield* withClientAt(
        {
          ...shared,
          server: Option.none(),
          profile: Option.some(local),
          data: `${shared.data}/demo`,
          model: `replay:${examples}/recordings`,
          sandbox: sandboxOf(shared.sandbox)
        },
        carry(brief, `${examples}/briefs/${brief}.md`, policy),
        { workers: true, begins: true }
      )
    })
).pipe(
  Command.withDescription(
    "Carry a brief from G0 to G9 with recorded answers, real builds and a real deployment"
  ),
  Command.withExamples([
    { command: "layercake demo", description: "A program with a page" },
    { command: "layercake demo --brief unit-price-api", description: "One without a user interface" }
  ])
)

const carry = Effect.fnUntraced(function* (name: string, path: string, policy: Policy) {
  const client = yield* LayercakeClient
  const output = yield* Output
  const project = yield* begin(name, path, policy)
  yield* output.say(
    [
      `${paint(output.colour, "strong", "LayerCake demo")}: ${path} from G0 to G9, as project ${project}.`,
      "The model's words are recorded: they were written in advance and are played back; no model is called.",
      "Everything else is real: npm install, compiler, linter, tests, commits, push, deployment, health check.",
      'Gates that need a person are passed by the policy "demo" and recorded as automation.',
      ""
    ].join("\n")
  )
  const { status } = yield* follow(project, Position.make(0))
  yield* summary(status)
  if (status.status !== "completed")
    return yield* new CliFailure({
      detail: `The demo rests: ${status.waiting ?? status.status}`,
      exitCode: 3
    })
  const running = status.deployments.find((deployment) => deployment.status === "running")
  // Where nobody looks, nothing is left running.
  const stopped = output.interactive
    ? []
    : yield* client["deployments.stop"]({ project }).pipe(Effect.mapError(fromError))
  yield* output.say(
    [
      "",
      running === undefined
        ? ""
        : `The program ${stopped.length > 0 ? "ran" : "runs"} at ${running.address}${stopped.length > 0 ? "; it was stopped, since no terminal is attached" : ""}`,
      `It took ${durationText(millisBetween(status.createdAt, status.updatedAt))}.`,
      `See what happened:  pnpm ${output.command("log")}`,
      `Check the log:      pnpm ${output.command("verify")}`,
      `Look at a gate:     pnpm ${output.command("show G5")}`,
      `Stop the program:   pnpm ${output.command("stop")}`
    ].join("\n")
  )
})

/** The run of this brief that has not come to its end, or whose program still runs; otherwise a new project. */
const begin = Effect.fnUntraced(function* (name: string, path: string, policy: Policy) {
  const client = yield* LayercakeClient
  const files = yield* FileSystem.FileSystem
  const projects = yield* allProjects.pipe(Effect.mapError(fromError))
  const own = projects.filter((project) => project.project === name || project.project.startsWith(`${name}-`))
  for (const { project } of own) {
    const status = yield* client["pipeline.status"]({ project }).pipe(Effect.mapError(fromError))
    const runs = status.deployments.some((deployment) => deployment.status === "running")
    if (status.status === "active" || (status.status === "completed" && runs)) return project
  }
  const project = ProjectId.make(own.length === 0 ? name : `${name}-${own.length + 1}`)
  const brief = yield* files
    .readFile(path)
    .pipe(
      Effect.mapError(() =>
        failed(`There is no file ${path}. Run the demo in the root of the repository, or give --examples.`)
      )
    )
  const created = yield* client["projects.create"]({ brief, project, policy }).pipe(
    Effect.mapError(fromError)
  )
  return created.project
})

/** What the demo builds comes with LayerCake, so a machine without a sandbox may build it too, with a warning. */
const sandboxOf = (asked: SharedSettings["sandbox"]) => (asked === "auto" ? ("tolerant" as const) : asked)
