/**
 * A registry on the loopback address that speaks npm's wire format, for as long as the scope is open.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { PackageDescription } from "@layercake/core/port/PackageRegistry"
import { Effect } from "effect"

export interface RegistryServer {
  /** With a slash at the end. */
  readonly address: string
  /** What was asked, oldest first: method, path, and the header `authorization`. */
  readonly asked: Array<{ readonly path: string; readonly authorization: string | undefined }>
}

export const serve = (answer: (path: string, response: ServerResponse, request: IncomingMessage) => void) =>
  Effect.acquireRelease(
    Effect.callback<RegistryServer & { readonly close: () => void }>((resume) => {
      const asked: RegistryServer["asked"] = []
      const server = createServer((request, response) => {
        const path = decodeURIComponent(request.url ?? "")
        asked.push({ path, authorization: request.headers.authorization })
        answer(path, response, request)
      })
      server.listen(0, "127.0.0.1", () => {
        const bound = server.address()
        const port = bound === null || typeof bound === "string" ? 0 : bound.port
        resume(
          Effect.succeed({
            address: `http://127.0.0.1:${port}/`,
            asked,
            close: () => {
              server.closeAllConnections()
              server.close()
            }
          })
        )
      })
    }),
    (server) => Effect.sync(() => server.close())
  )

/** The document as the public registry writes it. */
export const documentOf = (
  description: PackageDescription,
  dated: "publication" | "arrival" = "publication"
) => ({
  _id: description.name,
  name: description.name,
  "dist-tags": description.tags,
  versions: Object.fromEntries(
    description.versions.map(({ deprecated, hasInstallScript, version }) => [
      version,
      {
        name: description.name,
        version,
        ...(deprecated === null ? {} : { deprecated }),
        ...(hasInstallScript ? { scripts: { postinstall: "node setup.js" } } : {})
      }
    ])
  ),
  time: {
    ...(dated === "publication"
      ? { created: description.firstPublishedAt, modified: "2025-06-01T08:00:00.000Z" }
      : {}),
    ...Object.fromEntries(description.versions.map(({ publishedAt, version }) => [version, publishedAt]))
  }
})

export const json = (response: ServerResponse, body: unknown, status = 200) => {
  response.writeHead(status, { "content-type": "application/json" })
  response.end(JSON.stringify(body))
}
