/**
 * A receiver of webhooks on this machine: verifies what comes with the library, keeps it, and answers what the path says.
 */
import { Effect } from "effect"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Webhook } from "standardwebhooks"

export interface Received {
  readonly id: string
  readonly body: string
  /** Whether the library takes the signature as that of the secret. */
  readonly genuine: boolean
}

/** `/200` answers 200, `/silent` never; `/302` points back to `/200`. */
export const serve = (secret: string) =>
  Effect.acquireRelease(
    Effect.callback<{
      readonly port: number
      readonly received: Array<Received>
      readonly close: () => void
    }>((resume) => {
      const received: Array<Received> = []
      const server = createServer((request, response) => {
        void readAll(request, (body) => {
          received.push({
            id: String(request.headers["webhook-id"]),
            body,
            genuine: isGenuine(request, body, secret)
          })
          answer(request.url ?? "", response)
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ port, received, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

const readAll = (request: IncomingMessage, done: (body: string) => void) => {
  let body = ""
  request.setEncoding("utf8")
  request.on("data", (part: string) => (body += part))
  request.on("end", () => done(body))
}

const isGenuine = ({ headers }: IncomingMessage, body: string, secret: string): boolean => {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>)
    return true
  } catch {
    return false
  }
}

const answer = (path: string, response: ServerResponse) => {
  const [, asked = ""] = path.split("/")
  if (asked === "silent") return
  if (asked === "long") return void response.writeHead(500).end("x".repeat(100_000))
  const headers = asked === "302" ? { location: "/200" } : asked === "429" ? { "retry-after": "120" } : {}
  response.writeHead(Number(asked), headers).end(asked === "204" ? undefined : `answer ${asked}`)
}
