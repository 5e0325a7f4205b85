import { assert, describe, it } from "@effect/vitest"
import type { WebhookDeliveryView } from "@layercake/core/operation/WebhookOperations"
import type { WebhookRow } from "@layercake/core/webhook/WebhookBoard"
import { Effect } from "effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll } from "vitest"
import { serve } from "./ServedMemory.ts"
import { assertRefused } from "./TinyProject.ts"

const served = serve([], { LAYERCAKE_WEBHOOK_REACH: "loopback" })
const ada = served.person("ada")
const bob = served.person("bob")
let webhook = ""
let position = ""
const secrets: Array<string> = []
const received: Array<string> = []

/** Takes everything, in colour. */
const receiver = createServer((request, response) => {
  received.push(String(request.headers["webhook-signature"]))
  response.end("\u001b[31mthank you")
})
const address = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`

afterAll(() => void receiver.close())

describe("webhooks", { timeout: 120_000 }, () => {
  beforeAll(
    () =>
      Effect.gen(function* () {
        yield* Effect.callback<void>(
          (resume) => void receiver.listen(0, "127.0.0.1", () => resume(Effect.void))
        )
        yield* ada.joins
        yield* bob.joins
        yield* ada.says("new", "rooms.md")
      }).pipe(Effect.runPromise),
    120_000
  )

  it.live("are made with a secret that is printed alone on stdout", () =>
    Effect.gen(function* () {
      assert.include(yield* ada.says("webhook", "list"), "There is no webhook.")
      const added = yield* ada.asks("webhook", "add", address(), "-p", "rooms", "--type", "GateApproved")
      assert.strictEqual(added.code, 0, added.stderr)
      assert.match(added.stdout, /^whsec_[\w+/=]+\n$/)
      assert.notInclude(added.stderr, added.stdout.trim())
      secrets.push(added.stdout.trim())
      const [id = ""] = /wh-[0-9a-f]{32}/.exec(added.stderr) ?? []
      webhook = id
    })
  )

  it.live("are listed, shown and changed without it", () =>
    Effect.gen(function* () {
      const listed = yield* ada.says("webhook", "list", "--project", "rooms")
      assert.match(listed, /^WEBHOOK +STATE +PROJECT +GIVEN UP +ADDRESS\nwh-\S+ +on +rooms +0 +http:/)
      const shown = yield* ada.says("webhook", "show", webhook)
      assert.match(shown, /^wh-\S+ {2}on\n[^]* events +GateApproved\n/)
      for (const secret of secrets) assert.notInclude(shown, secret)
      assert.include(yield* ada.says("webhook", "change", webhook, "--every-type"), "of every type")
      assert.include(yield* ada.says("webhook", "disable", webhook), "is told of nothing any more")
      const off = yield* ada.told<WebhookRow>("webhook", "show", webhook)
      assert.deepStrictEqual([off.enabled, off.types], [false, null])
      assert.notProperty(off, "secret")
    })
  )

  it.live("are sent an event again, once they are on", () =>
    Effect.gen(function* () {
      const events = yield* ada.says("events", "--project", "rooms")
      position = /^ *(\d+) .*ProjectCreated$/m.exec(events)?.[1] ?? ""
      assertRefused(
        yield* ada.asks("webhook", "redeliver", webhook, position),
        `\`layercake webhook enable ${webhook}\` switches it on`
      )
      assert.include(yield* ada.says("webhook", "enable", webhook), "is told of what happens from now on")
      assert.include(yield* ada.says("webhook", "deliveries", webhook), "nothing was given up")
      const again = yield* ada.says("webhook", "redeliver", webhook, position)
      assert.include(again, `The event at position ${position} is sent again.`)
      const deliveries = yield* ada.told<ReadonlyArray<WebhookDeliveryView>>("webhook", "deliveries", webhook)
      assert.deepStrictEqual(
        deliveries.map(({ attempt, position, state }) => [String(position), state, attempt]),
        [[position, "waiting", 0]]
      )
      assert.match(
        yield* ada.says("webhook", "deliveries", webhook),
        /^POSITION +STATE +TRIES +DUE +ERROR\n\d+ /
      )
    })
  )

  it.live("are tried, and get another secret", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* ada.says("webhook", "test", webhook),
        "It answered 200: \u00b7[31mthank you\n"
      )
      assert.match(received[0] ?? "", /^v1,/)
      const rotated = yield* ada.told<{ readonly secret: string }>("webhook", "rotate", webhook)
      assert.match(rotated.secret, /^whsec_/)
      assert.notStrictEqual(rotated.secret, secrets[0])
      secrets.push(rotated.secret)
    })
  )

  it.live("answer mistakes with what to do", () =>
    Effect.gen(function* () {
      const none = `wh-${"0".repeat(32)}`
      assertRefused(yield* ada.asks("webhook", "show", none), "`layercake webhook list` has those")
      assertRefused(yield* ada.asks("webhook", "show", "hook"), "the id of a webhook")
      assertRefused(yield* ada.asks("webhook", "add", "ftp://host"), "url: no webhook can have this address")
      assertRefused(yield* ada.asks("webhook", "add", address(), "--type", "Gate"), "there is no event Gate")
      assertRefused(yield* ada.asks("webhook", "change", webhook), "say what is to change")
      assertRefused(yield* ada.asks("webhook", "redeliver", webhook, "999999"), "is not told of an event")
      assertRefused(yield* bob.asks("webhook", "list"), "Give --project with a project that you own.")
    })
  )

  it.live("are removed once somebody has said yes, and no secret is in the log", () =>
    Effect.gen(function* () {
      assertRefused(yield* ada.asks("webhook", "remove", webhook), "nobody can be asked here. Give --yes.")
      assert.include(yield* ada.says("webhook", "remove", webhook, "--yes"), "is removed")
      assertRefused(yield* ada.asks("webhook", "show", webhook), "There is no webhook")
      const printed = (yield* ada.says("events", "--all", "--json")) + (yield* served.ends)
      assert.include(printed, "WebhookRotated")
      assert.lengthOf(secrets, 2)
      for (const secret of secrets) assert.notInclude(printed, secret)
    })
  )
})
