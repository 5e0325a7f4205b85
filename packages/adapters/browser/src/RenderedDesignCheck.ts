/**
 * The proof `designs` with the pages shown in a browser: what another check of the same kind found, then pictures on
 * two screens, script errors, requests that leave the page, and what axe-core finds where there is a layout. Where no
 * browser can be used the other check stands alone, and says so.
 */
import type { CheckFailed, Checker, CheckInput } from "@layercake/core/port/Checkers"
import type { Diagnostic, Picture, ProofReport } from "@layercake/core/proof/Proof"
import type { FilePath } from "@layercake/core/tree/Tree"
import axePackage from "axe-core/package.json" with { type: "json" }
import { Duration, Effect, FileSystem, Option, Result } from "effect"
import { type BrowserHost, type BrowserUnavailable, locate } from "./BrowserLocation.ts"
import * as BrowserSession from "./BrowserSession.ts"
import { render, type Rendered, type RenderedScreen, screens } from "./DesignRendering.ts"

export interface RenderedDesignOptions {
  /** Path of the browser; looked for in the usual places when none. */
  readonly executable: Option.Option<string>
  /** For one page on one screen; 30 seconds when left out. */
  readonly timeLimit?: Duration.Duration
}

/** `inner` looks at the text of the pages and is asked first. */
export const make = Effect.fnUntraced(function* (inner: Checker, options: RenderedDesignOptions) {
  const files = yield* FileSystem.FileSystem
  const timeLimit = options.timeLimit ?? Duration.seconds(30)
  const check = Effect.fn("RenderedDesignCheck.check")(function* (input: CheckInput) {
    const [duration, report] = yield* Effect.timed(
      Effect.gen(function* () {
        const report = yield* inner.check(input)
        const shown = yield* locate(options.executable).pipe(
          Effect.flatMap((host) => showAll(host, input, timeLimit)),
          Effect.provideService(FileSystem.FileSystem, files),
          Effect.catchTag("BrowserUnavailable", (error) => Effect.succeed(error))
        )
        return "_tag" in shown ? withoutBrowser(report, shown) : withPictures(report, shown)
      })
    )
    return { ...report, durationMillis: Math.round(Duration.toMillis(duration)) }
  })
  return { kind: inner.kind, check } satisfies Checker
})

export const isDesign = (path: string): boolean => /^designs\/option-[^/]+\.html$/.test(path)

interface Shown {
  readonly version: string
  /** Pictures there should be. */
  readonly wanted: number
  readonly pages: ReadonlyArray<{
    readonly path: FilePath
    readonly width: number
    readonly rendered: Rendered
    readonly picture: Option.Option<Picture>
  }>
}

const showAll = Effect.fnUntraced(function* (
  host: BrowserHost,
  input: CheckInput,
  timeLimit: Duration.Duration
): Effect.fn.Return<Shown, BrowserUnavailable | CheckFailed, FileSystem.FileSystem> {
  const designs = input.files.filter(({ path }) => isDesign(path))
  if (designs.length === 0) return { version: "", wanted: 0, pages: [] }
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const browser = yield* BrowserSession.open(host)
      const pages: Array<Shown["pages"][number]> = []
      for (const { path } of designs)
        for (const screen of screens) {
          const rendered = yield* render(browser, yield* input.read(path), screen, timeLimit)
          pages.push({
            path,
            width: screen.width,
            rendered,
            picture: yield* keep(input, path, rendered)
          })
          // What could not be shown on one screen is not waited for on another.
          if (Result.isFailure(rendered)) break
        }
      return { version: browser.version(), wanted: designs.length * screens.length, pages }
    })
  )
})

const keep = Effect.fnUntraced(function* (input: CheckInput, path: FilePath, rendered: Rendered) {
  if (Result.isFailure(rendered) || input.keep === undefined) return Option.none<Picture>()
  const { height, png, width } = rendered.success
  return Option.some({ path, width, height, digest: yield* input.keep(png) })
})

const withoutBrowser = (report: ProofReport, { message }: BrowserUnavailable): ProofReport => ({
  ...report,
  summary: `${report.summary} Not shown in a browser. ${message}.`,
  counts: { ...report.counts, warnings: (report.counts["warnings"] ?? 0) + 1, pictures: 0 },
  diagnostics: [
    ...report.diagnostics,
    { severity: "warning", rule: "not-rendered", path: "designs", message: `${message}.` }
  ]
})

const withPictures = (report: ProofReport, { pages, version, wanted }: Shown): ProofReport => {
  if (pages.length === 0) return report
  const seen = pages.flatMap(({ path, rendered }) =>
    Result.isSuccess(rendered) ? [{ path, screen: rendered.success }] : []
  )
  const faults = distinct(
    [
      ...seen.flatMap(({ path, screen }) => faultsOf(path, screen)),
      ...pages.flatMap(({ path, rendered, width }) =>
        Result.isFailure(rendered)
          ? [
              {
                severity: "warning" as const,
                rule: "unseen",
                path,
                message: `${rendered.failure.message} (${width} px wide).`
              }
            ]
          : []
      )
    ],
    report.diagnostics
  )
  const diagnostics = [...report.diagnostics, ...faults]
  const errors = diagnostics.filter(({ severity }) => severity === "error")
  const unseen = wanted - seen.length
  const outcome =
    errors.length > 0 ? "failed" : unseen > 0 || report.outcome === "inconclusive" ? "inconclusive" : "passed"
  const { "scripts.notRun": _, ...counted } = report.counts
  const unjudged = [...new Set(seen.flatMap(({ screen }) => screen.inconclusive))].sort()
  const pictures = pages.flatMap(({ picture }) => Option.toArray(picture))
  return {
    ...report,
    outcome,
    summary:
      outcome === "failed"
        ? `${errors.length === 1 ? "" : `${errors.length} things to put right, the first: `}${errors[0]?.message ?? ""}`
        : outcome === "inconclusive"
          ? `${unseen > 0 ? `${unseen} of ${wanted} pictures could not be made: ${faults.find(({ rule }) => rule === "unseen")?.message ?? ""}` : report.summary}`
          : `${new Set(seen.map(({ path }) => path)).size} self-contained designs that differ, shown in a browser ${screens.map(({ width }) => width).join(" and ")} px wide with their scripts, and pass axe-core there.${unjudged.length === 0 ? "" : ` Left to a person: ${unjudged.join(", ")}.`}`,
    counts: {
      ...counted,
      errors: errors.length,
      warnings: diagnostics.length - errors.length,
      pictures: pictures.length,
      "rules.passed": new Set(seen.flatMap(({ screen }) => screen.passed)).size,
      "rules.inconclusive": unjudged.length
    },
    tools: { ...report.tools, "axe-core": axePackage.version, chromium: version },
    diagnostics,
    ...(pictures.length === 0 ? {} : { pictures })
  }
}

const faultsOf = (path: string, screen: RenderedScreen): ReadonlyArray<Diagnostic> => {
  const fault = (severity: Diagnostic["severity"], rule: string, message: string) => ({
    severity,
    rule,
    path,
    message
  })
  return [
    ...screen.requests.map((url) =>
      fault(
        "error",
        "outside-request",
        `When shown, the page asked for ${url}. Put the content into the page.`
      )
    ),
    ...screen.scriptErrors.map((error) =>
      fault("error", "script-error", `A script failed when the page was shown: ${error}. Correct it.`)
    ),
    ...screen.consoleErrors.map((error) =>
      fault("warning", "console-error", `A script wrote an error to the console: ${error}`)
    ),
    ...(screen.overflow > 0
      ? [
          fault(
            "warning",
            "overflow",
            `On a screen ${screen.width} px wide the page is ${screen.overflow} px too wide. Let it wrap.`
          )
        ]
      : []),
    ...screen.faults.map(({ message, rule, severity }) => fault(severity, rule, message))
  ]
}

/** Each message once for a page, and no rule that the other check found broken on it already. */
const distinct = (
  faults: ReadonlyArray<Diagnostic>,
  known: ReadonlyArray<Diagnostic>
): ReadonlyArray<Diagnostic> => {
  const told = new Set<string>()
  return faults.filter(({ message, path, rule }) => {
    const key = `${path} ${rule} ${message}`
    if (told.has(key) || known.some((other) => other.path === path && other.rule === rule)) return false
    told.add(key)
    return true
  })
}
