import { suite } from "@layercake/conformance/WebhookSenderConformance"
import * as MemoryWebhookSender from "@layercake/memory/MemoryWebhookSender"

const state = MemoryWebhookSender.makeState()
const answerOf = (url: string) => {
  const asked = new URL(url).pathname.slice(1)
  return asked === "silent" ? ("silent" as const) : Number(asked)
}

suite(
  "memory",
  MemoryWebhookSender.layerWith(state, ({ url }) => answerOf(url)),
  {
    urlOf: (answer) => `https://example.com/${answer}`,
    received: () => state
  }
)
