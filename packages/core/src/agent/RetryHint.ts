/**
 * How long a provider asks to wait, from the headers of its refusal. Pure; knows the headers of the model providers that
 * LayerCake speaks to.
 *
 * In this order: `retry-after-ms`; `retry-after` in seconds or as an HTTP date (RFC 9110, 10.2.3); Anthropic's
 * `anthropic-ratelimit-<what>-reset` as an RFC 3339 time and OpenAI's `x-ratelimit-reset-<what>` as `6m0s`, the latest of
 * those of which nothing remains.
 */
import { DateTime, Option } from "effect"

/** Milliseconds, never negative; undefined where the provider says nothing that makes sense. */
export const retryHint = (
  header: (name: string) => string | null | undefined,
  nowMillis: number
): number | undefined => {
  const read = (name: string) => header(name)?.trim() ?? ""
  return (
    millisOf(read("retry-after-ms")) ?? delayOf(read("retry-after"), nowMillis) ?? resetOf(read, nowMillis)
  )
}

const limited = ["requests", "tokens", "input-tokens", "output-tokens"]

const millisOf = (value: string): number | undefined =>
  value !== "" && Number.isFinite(Number(value)) ? Math.max(0, Math.ceil(Number(value))) : undefined

const delayOf = (value: string, nowMillis: number): number | undefined => {
  if (value === "") return undefined
  const seconds = Number(value)
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds * 1000)) : untilOf(value, nowMillis)
}

const untilOf = (value: string, nowMillis: number): number | undefined =>
  Option.getOrUndefined(
    Option.map(DateTime.make(value), (until) => Math.max(0, DateTime.toEpochMillis(until) - nowMillis))
  )

const resetOf = (read: (name: string) => string, nowMillis: number): number | undefined => {
  const waits = limited.flatMap((what) => [
    ...(read(`anthropic-ratelimit-${what}-remaining`) === "0"
      ? [untilOf(read(`anthropic-ratelimit-${what}-reset`), nowMillis)]
      : []),
    ...(read(`x-ratelimit-remaining-${what}`) === "0" ? [durationOf(read(`x-ratelimit-reset-${what}`))] : [])
  ])
  const known = waits.filter((wait) => wait !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `1s`, `120ms`, `6m0s`, `1h2m3.5s`. */
const durationOf = (value: string): number | undefined => {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(value)) return undefined
  const parts = Array.from(value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
  return Math.ceil(
    parts.reduce((total, [, count, unit]) => total + Number(count) * (units[unit ?? ""] ?? 0), 0)
  )
}
