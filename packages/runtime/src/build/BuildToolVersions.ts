/**
 * Which versions of which tools a build ran with.
 */
import type { StepCommand } from "@layercake/core/build/BuildPlan"
import type { Argv } from "@layercake/core/build/PackageManager"
import { Sandbox, type SandboxCommand } from "@layercake/core/port/Sandbox"
import type { ToolVersions } from "@layercake/core/proof/Proof"
import { textOf } from "@layercake/core/store/BlobText"
import { FilePath } from "@layercake/core/tree/Tree"
import { Duration, Effect, Option, Schema } from "effect"

/** Asked for their version on the command line; npm comes with Node and is there for other package managers too. */
const programs: Readonly<Record<string, Argv>> = { node: ["node"], npm: ["npm"] }
/** Asked for in the packages that the step `install` left behind. */
const packages = ["typescript", "oxlint", "eslint", "vitest", "jest"]

/** Versions of Node, npm and the project's package manager in the sandbox. One that does not answer is left out. */
export const programVersions = Effect.fn("BuildToolVersions.programVersions")(function* (
  limits: Pick<SandboxCommand, "directory" | "outputLimit" | "diskLimit" | "memoryLimit">,
  manager: StepCommand["manager"]
) {
  const sandbox = yield* Sandbox
  const asked = Object.entries({ ...programs, [manager.name]: manager.program })
  const found = yield* Effect.forEach(asked, ([program, [first, ...rest]]) =>
    sandbox
      .run({
        ...limits,
        argv: [first, ...rest, "--version"],
        env: program === manager.name ? manager.env : {},
        network: "none",
        timeout: Duration.seconds(30)
      })
      .pipe(
        Effect.map((result) => (result.exitCode === 0 ? textOf(result.output) : "")),
        Effect.orElseSucceed(() => ""),
        Effect.map((output) => named(program, versionIn(output)))
      )
  )
  return together(found)
})

/** Versions of the packages in the workspace. One that is not installed, or cannot be read, is left out. */
export const packageVersions = Effect.fnUntraced(function* <E, R>(
  read: (path: FilePath) => Effect.Effect<Option.Option<string>, E, R>
) {
  const found = yield* Effect.forEach(packages, (name) =>
    read(FilePath.make(`node_modules/${name}/package.json`)).pipe(
      Effect.orElseSucceed(() => Option.none<string>()),
      Effect.map((text) => named(name, Option.getOrUndefined(Option.flatMap(text, decodeManifest))?.version))
    )
  )
  return together(found)
})

const decodeManifest = Schema.decodeOption(Schema.fromJsonString(Schema.Struct({ version: Schema.String })))

const versionIn = (output: string) => /\d+\.\d+\.\d+[\w.+-]*/.exec(output)?.[0]

const named = (name: string, version: string | undefined): ToolVersions =>
  version === undefined ? {} : { [name]: version.slice(0, longestVersion) }

/** Builds write the packages' own files, and whatever stands there would go into the log. */
const longestVersion = 64

const together = (found: ReadonlyArray<ToolVersions>): ToolVersions =>
  found.reduce((all, one) => ({ ...all, ...one }), {})
