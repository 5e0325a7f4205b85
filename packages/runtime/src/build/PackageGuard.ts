/**
 * Looks up every package that a tree asks for before anything is installed, and stops the install where one does not
 * exist, is brand new, comes from elsewhere or looks like another. Installs nothing itself.
 */
import {
  type Dependency,
  isManifest,
  listDependencies,
  sourceTexts
} from "@layercake/core/build/DependencyList"
import { readLock } from "@layercake/core/build/LockedVersions"
import { judgePackage } from "@layercake/core/build/PackageJudgement"
import { lockFiles, type PackageManagerName } from "@layercake/core/build/PackageManager"
import { minimumAgeDays, minimumVersionAgeDays, type PackageRules } from "@layercake/core/build/PackageRules"
import { decide, type PackageVerdict, switchedOff } from "@layercake/core/build/PackageVerdict"
import { fromDateTime, millisBetween } from "@layercake/core/event/Timestamp"
import {
  type PackageDescription,
  PackageRegistry,
  type PackageVersion,
  RegistryUnavailable
} from "@layercake/core/port/PackageRegistry"
import type { Diagnostic, ToolVersions } from "@layercake/core/proof/Proof"
import { FilePath } from "@layercake/core/tree/Tree"
import { Clock, DateTime, Duration, Effect, Option, Result } from "effect"
import { JudgedPackages } from "./JudgedPackages.ts"

export interface GuardRequest<E, R> {
  readonly manager: PackageManagerName
  /** Paths of the tracked files. */
  readonly files: ReadonlyArray<string>
  /** Text of a file in the workspace; none when it is not there. */
  readonly read: (path: FilePath) => Effect.Effect<Option.Option<string>, E, R>
  readonly rules: PackageRules
  /** How long all lookups together may take. */
  readonly timeout: Duration.Duration
  readonly tools: ToolVersions
}

export const judge = Effect.fn("PackageGuard.judge")(function* <E, R>(
  request: GuardRequest<E, R>
): Effect.fn.Return<PackageVerdict, E, R | PackageRegistry | JudgedPackages> {
  const { manager, rules, tools } = request
  if (rules.guard === "off") return switchedOff
  const texts = yield* readTexts(request)
  const allowsForeign = rules.foreignSources === "allow"
  const listed = listDependencies({ manager, texts, allowsForeign })
  const lock = readLock(manager, texts)
  const deadline = (yield* Clock.currentTimeMillis) + Duration.toMillis(request.timeout)
  const answers = yield* Effect.forEach(
    listed.dependencies,
    (dependency) => judgeOne(dependency, lock.versionOf(dependency.alias, dependency.spec), rules, deadline),
    { concurrency: lookups }
  )
  const unanswered = answers.flatMap((answer, index) =>
    Result.isFailure(answer) ? [{ dependency: listed.dependencies[index], error: answer.failure }] : []
  )
  return decide(
    {
      findings: [
        ...listed.findings,
        ...(allowsForeign ? [] : lock.findings),
        ...answers.flatMap((answer) => (Result.isSuccess(answer) ? answer.success : []))
      ],
      unanswered:
        unanswered[0] === undefined
          ? null
          : {
              names: unanswered.flatMap(({ dependency }) => dependency?.name ?? []),
              reason: unanswered[0].error.message
            },
      judged: answers.length - unanswered.length
    },
    tools
  )
})

/** Lookups at a time; a registry may be asked about hundreds of packages. */
const lookups = 6
/** A range may be served by a newer version later; a locked version stays what it is. */
const rangeIsFresh = 3_600_000

const readTexts = Effect.fnUntraced(function* <E, R>({ files, manager, read }: GuardRequest<E, R>) {
  const wanted = new Set<string>([...sourceTexts, ...lockFiles[manager]])
  const paths = files.filter((path) => isManifest(path) || wanted.has(path))
  const found = yield* Effect.forEach(paths, (path) =>
    Effect.map(read(FilePath.make(path)), (text) => [path, Option.getOrUndefined(text)] as const)
  )
  return Object.fromEntries(
    found.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const]))
  )
})

/** What was found, or why nothing is known. What passed before passes again, also when no registry answers. */
const judgeOne = Effect.fnUntraced(function* (
  dependency: Dependency,
  locked: string | undefined,
  rules: PackageRules,
  deadline: number
): Effect.fn.Return<
  Result.Result<ReadonlyArray<Diagnostic>, RegistryUnavailable>,
  never,
  PackageRegistry | JudgedPackages
> {
  const judged = yield* JudgedPackages
  const registry = yield* PackageRegistry
  const now = yield* Clock.currentTimeMillis
  const key = keyOf(dependency, locked, rules)
  const before = judged.get(key)
  if (before !== undefined && (locked !== undefined || now - before.at < rangeIsFresh)) {
    return Result.succeed(before.warnings)
  }
  const answer = yield* registry.describe(dependency.name).pipe(
    Effect.timeoutOrElse({
      duration: `${Math.max(deadline - now, 1)} millis`,
      orElse: () =>
        Effect.fail(
          new RegistryUnavailable({
            package: dependency.name,
            reason: "unreachable",
            detail: "the step had no more time"
          })
        )
    }),
    Effect.result
  )
  if (Result.isFailure(answer)) {
    return before === undefined ? Result.fail(answer.failure) : Result.succeed(before.warnings)
  }
  const found = look(registry, dependency, locked, Option.getOrNull(answer.success), rules, now)
  if (!found.some((finding) => finding.severity === "error")) judged.set(key, { at: now, warnings: found })
  return Result.succeed(found)
})

const look = (
  registry: PackageRegistry["Service"],
  { name, path, range }: Dependency,
  locked: string | undefined,
  description: PackageDescription | null,
  rules: PackageRules,
  millis: number
) => {
  const now = fromDateTime(DateTime.makeUnsafe(millis))
  const isOld = ({ publishedAt }: PackageVersion) =>
    publishedAt !== null && millisBetween(publishedAt, now) >= minimumVersionAgeDays(rules) * 86_400_000
  const picked = description === null ? Option.none() : registry.pick(description, locked ?? range)
  const settled =
    description === null
      ? Option.none()
      : registry.pick({ ...description, tags: {}, versions: description.versions.filter(isOld) }, range)
  return judgePackage({
    wanted: { name, range, locked, path },
    description,
    picked: Option.getOrNull(picked),
    settled: Option.getOrNull(settled),
    now,
    rules
  })
}

const keyOf = ({ name, path, range }: Dependency, locked: string | undefined, rules: PackageRules) =>
  JSON.stringify([
    name,
    locked ?? range,
    path,
    minimumAgeDays(rules),
    minimumVersionAgeDays(rules),
    rules.allowed?.includes(name) ?? false
  ])
