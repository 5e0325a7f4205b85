/**
 * The proof `secrets`: no text file of the tree holds a credential, as far as secretlint's recommended rules know them.
 * What it finds is masked before it leaves this file. Comments such as `secretlint-disable` have no effect, since
 * whoever wrote the secret could write them too.
 */
import { inconclusive, judge, timed, type Verdict } from "@layercake/core/check/CheckReport"
import { CheckFailed, type Checker, type CheckInput } from "@layercake/core/port/Checkers"
import { type Diagnostic, ProofKind } from "@layercake/core/proof/Proof"
import type { TreeFile } from "@layercake/core/tree/Tree"
import { lintSource } from "@secretlint/core"
import corePackage from "@secretlint/core/package.json" with { type: "json" }
import { rules } from "@secretlint/secretlint-rule-preset-recommend"
import presetPackage from "@secretlint/secretlint-rule-preset-recommend/package.json" with { type: "json" }
import type { SecretLintCoreConfig, SecretLintCoreResultMessage } from "@secretlint/types"
import { Effect, Result } from "effect"

/** Bytes of the largest file that is looked at. */
export const fileLimit = 10_000_000

export const checker: Checker = {
  kind: ProofKind.make("secrets"),
  check: (input) => timed(checkSecrets(input))
}

const checkSecrets = Effect.fn("SecretCheck.check")(function* (input: CheckInput) {
  const looks = yield* Effect.forEach(input.files, (file) => lookAt(input, file))
  return verdictOf(looks)
})

/** `skipped`: a format that holds no text. `unread`: it should have been looked at and was not. */
type Look =
  | { readonly kind: "scanned"; readonly findings: ReadonlyArray<Diagnostic> }
  | { readonly kind: "skipped" }
  | { readonly kind: "unread"; readonly reason: Diagnostic }

const lookAt = Effect.fnUntraced(function* (
  input: CheckInput,
  file: TreeFile
): Effect.fn.Return<Look, CheckFailed> {
  const isBinary = binaryFormat.test(file.path)
  if (file.bytes > fileLimit) {
    return isBinary
      ? { kind: "skipped" }
      : unread(file, `has ${file.bytes} bytes and the limit is ${fileLimit}`)
  }
  const text = yield* Effect.result(input.read(file.path))
  if (Result.isFailure(text)) return isBinary ? { kind: "skipped" } : unread(file, text.failure.detail)
  return { kind: "scanned", findings: yield* scan(file.path, text.success) }
})

const scan = Effect.fnUntraced(function* (path: string, content: string) {
  const { messages } = yield* Effect.tryPromise({
    try: () =>
      lintSource({
        source: { filePath: path, content, ext: /\.[^./]+$/.exec(path)?.[0] ?? "", contentType: "text" },
        options: { config, maskSecrets: true, noPhysicFilePath: true }
      }),
    catch: (cause) =>
      new CheckFailed({ detail: `secretlint gave up on ${path}: ${masked(String(cause), content)}` })
  })
  return distinct(messages).map((message) => diagnose(path, content, message))
})

/** Of findings that overlap, because two rules know the same secret, the first. */
const distinct = (messages: ReadonlyArray<SecretLintCoreResultMessage>) =>
  messages.filter(
    (message, index) =>
      !messages
        .slice(0, index)
        .some(({ range }) => range[0] < message.range[1] && message.range[0] < range[1])
  )

const config: SecretLintCoreConfig = {
  rules: rules
    .filter((rule) => rule.meta.id !== "@secretlint/secretlint-rule-filter-comments")
    .map((rule) => ({
      id: rule.meta.id,
      rule,
      options: rule.meta.id === "@secretlint/secretlint-rule-aws" ? { enableIDScanRule: true } : {}
    }))
}

const diagnose = (path: string, content: string, message: SecretLintCoreResultMessage): Diagnostic => {
  const secret = content.slice(...message.range)
  const found = masked(message.message, secret)
    .replace(/[\s:(]*\*{3,}\)?/g, "")
    .slice(0, 200)
  return {
    severity: "error",
    rule: message.ruleId.replace("@secretlint/secretlint-rule-", ""),
    path,
    line: message.loc.start.line,
    column: message.loc.start.column + 1,
    message: `${found} (${secret.length} characters, not shown). Remove it, revoke it where it was issued, and read the new one from the environment.`
  }
}

/** Nothing of the secret may be repeated, whatever a rule put into its message. */
const masked = (message: string, secret: string) =>
  secret
    .split(/[\s"'`]+/)
    .filter((part) => part.length >= 6)
    .reduce((text, part) => text.replaceAll(part, "***"), message)

const unread = (file: TreeFile, reason: string): Look => ({
  kind: "unread",
  reason: {
    severity: "warning",
    rule: "not-scanned",
    path: file.path,
    message: `${file.path} was not looked at: it ${reason}. Remove it from the tree or make it a UTF-8 text.`
  }
})

const verdictOf = (looks: ReadonlyArray<Look>): Verdict => {
  const findings = looks.flatMap((look) => (look.kind === "scanned" ? look.findings : []))
  const missed = looks.flatMap((look) => (look.kind === "unread" ? [look.reason] : []))
  const scanned = looks.filter((look) => look.kind === "scanned").length
  const finding = {
    passed: `No secret in ${scanned} files.`,
    counts: {
      "files.scanned": scanned,
      "files.skipped": looks.filter((look) => look.kind === "skipped").length,
      "files.unread": missed.length,
      secrets: findings.length
    },
    tools,
    diagnostics: [...findings, ...missed]
  }
  if (findings.length > 0) return judge(finding)
  if (missed.length > 0) {
    return inconclusive(
      `${missed.length} files were not looked at, the first: ${missed[0]?.message ?? ""}`,
      finding
    )
  }
  return scanned === 0 ? inconclusive("The tree has no text file to look at.", finding) : judge(finding)
}

const binaryFormat =
  /\.(?:png|jpe?g|gif|webp|avif|ico|bmp|tiff?|pdf|woff2?|ttf|otf|eot|mp[34]|webm|ogg|wav|zip|gz|tgz|br|zst|7z|wasm|node|sqlite3?|db)$/i

const tools = {
  "@secretlint/core": corePackage.version,
  "@secretlint/secretlint-rule-preset-recommend": presetPackage.version
}
