/**
 * Every document of a project in one text.
 */
import type { DocumentExport, DocumentText } from "@layercake/core/operation/DocumentOperations"
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import type { ProjectState } from "@layercake/core/project/ProjectState"
import { Effect, type Schema } from "effect"
import { documentsIn, reportOf, textOf } from "./DocumentHistory.ts"

/** What a text file is written in, for the fence around it; nothing for markdown, which stands as it is. */
const languages: { readonly [ending: string]: string } = {
  json: "json",
  yaml: "yaml",
  yml: "yaml",
  prisma: "prisma",
  ts: "ts",
  html: "html"
}

export const of = Effect.fn("DocumentExport.of")(function* (
  title: string,
  state: ProjectState,
  format: "markdown" | "json"
) {
  const texts = yield* Effect.forEach(documentsIn(state), (document) =>
    Effect.map(textOf(document), (text): DocumentText => ({
      document: reportOf(state, document),
      version: document.version,
      digest: document.digest,
      text
    }))
  )
  return format === "json"
    ? ({
        type: "application/json",
        text: canonicalJson(texts as unknown as Schema.Json)
      } satisfies DocumentExport)
    : ({
        type: "text/markdown",
        text: [`# ${title}`, ...texts.map(section)].join("\n\n")
      } satisfies DocumentExport)
})

const section = ({ document: { approval, digest, kind, path, version }, text }: DocumentText): string => {
  const approved = approval === null || approval.void !== null ? "" : `, approved by ${approval.by.id}`
  const ending = path.slice(path.lastIndexOf(".") + 1)
  const fence = fenceFor(text)
  const body =
    ending === "md" ? text.trimEnd() : `${fence}${languages[ending] ?? ""}\n${text.trimEnd()}\n${fence}`
  return [`## ${path}`, `${kind}, version ${version}, ${digest.slice(0, 12)}${approved}`, body].join("\n\n")
}

/** Longer than any row of backticks in the text. */
const fenceFor = (text: string): string => {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
  return "`".repeat(longest + 1)
}
