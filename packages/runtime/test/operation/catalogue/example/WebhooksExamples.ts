import { Effect } from "effect"
import { type Client, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const url = "https://example.com/layercake"

/** A webhook of its own. */
const made = Effect.fnUntraced(function* (client: Client) {
  const { webhook } = yield* client["webhooks.create"]({ project: rooms, url, types: null })
  return { project: rooms, webhook }
})

export const webhooks: Examples<"webhooks"> = {
  "webhooks.create": plain({ project: rooms, url, types: ["GateApproved" as const] }),
  "webhooks.list": plain({ project: rooms }),
  "webhooks.get": made,
  "webhooks.update": (client) => Effect.map(made(client), (named) => ({ ...named, enabled: false })),
  "webhooks.rotate": made,
  "webhooks.delete": made,
  "webhooks.deliveries": made,
  "webhooks.redeliver": Effect.fnUntraced(function* (client: Client) {
    const { position } = yield* client["events.head"]({ project: rooms })
    return { ...(yield* made(client)), position }
  }),
  "webhooks.test": made
}
