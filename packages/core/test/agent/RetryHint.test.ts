import { assert, describe, it } from "@effect/vitest"
import { retryHint } from "@layercake/core/agent/RetryHint"

const now = Date.UTC(2026, 10, 22, 12, 0, 0)
const hint = (headers: Readonly<Record<string, string>>) => retryHint((name) => headers[name], now)

describe("retryHint", () => {
  const hints: ReadonlyArray<readonly [Readonly<Record<string, string>>, number | undefined]> = [
    [{}, undefined],
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after": " 0.5 " }, 500],
    [{ "retry-after": "-3" }, 0],
    [{ "retry-after": "Sun, 22 Nov 2026 12:01:30 GMT" }, 90_000],
    [{ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, 0],
    [{ "retry-after": "in a while" }, undefined],
    [{ "retry-after-ms": "250", "retry-after": "7" }, 250],
    [{ "retry-after-ms": "soon", "retry-after": "7" }, 7000],
    [
      {
        "anthropic-ratelimit-requests-remaining": "3",
        "anthropic-ratelimit-requests-reset": "2026-11-22T13:00:00Z",
        "anthropic-ratelimit-tokens-remaining": "0",
        "anthropic-ratelimit-tokens-reset": "2026-11-22T12:00:45Z"
      },
      45_000
    ],
    [{ "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s" }, 360_000],
    [
      {
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "120ms",
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "1.5s"
      },
      1500
    ],
    [{ "x-ratelimit-remaining-tokens": "12", "x-ratelimit-reset-tokens": "1h" }, undefined],
    [{ "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "tomorrow" }, undefined],
    [{ "retry-after": "2", "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "1h" }, 2000]
  ]
  for (const [headers, wait] of hints)
    it(`is ${wait} for ${Object.entries(headers).join(" ") || "no header"}`, () => {
      assert.strictEqual(hint(headers), wait)
    })
})
