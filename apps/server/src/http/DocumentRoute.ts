/**
 * The API's description for programs at `/openapi.json`, and for people at `/docs`: a page with all that it needs inside it,
 * which may load nothing from anywhere.
 */
import { Effect } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { HttpApi, HttpApiSwagger, OpenApi } from "effect/http-api"
import { hash } from "node:crypto"
import { methods } from "./ApiRoute.ts"
import * as EntityTag from "./EntityTag.ts"
import * as HttpProblem from "./HttpProblem.ts"
import * as OpenApiDocument from "./OpenApiDocument.ts"

type Document = Readonly<Record<string, unknown>>

export const register = Effect.fnUntraced(function* (router: HttpRouter.HttpRouter) {
  // Made when somebody asks, and once.
  const document = yield* Effect.cached(Effect.sync(OpenApiDocument.make))
  const text = yield* Effect.cached(Effect.map(document, (made) => JSON.stringify(made)))
  const page = yield* Effect.cached(Effect.flatMap(document, pageOf))

  yield* router.add("GET", "/openapi.json", (request) =>
    Effect.map(text, (whole) => {
      const etag = EntityTag.of(undefined, whole)
      const headers = { etag, "cache-control": "no-cache" }
      return EntityTag.isNamed(request.headers["if-none-match"], etag)
        ? HttpServerResponse.empty({ status: 304, headers })
        : HttpServerResponse.text(whole, { contentType: "application/json", headers })
    })
  )
  yield* router.add("GET", "/docs", page)
  yield* router.add("*", "/*", (request) =>
    Effect.succeed(
      HttpProblem.toResponse(
        [...methods, "HEAD"].includes(request.method)
          ? HttpProblem.notFound(request.url.split("?", 1)[0]!.slice(0, 200))
          : HttpProblem.methodNotAllowed(request.method, methods)
      )
    )
  )
})

/** Effect's page of Swagger UI, about our document instead of one of its own. */
const pageOf = Effect.fnUntraced(
  function* (document: Document) {
    const described = HttpApi.make("layercake").annotate(OpenApi.Transform, () => ({ ...document }))
    const pages = yield* HttpRouter.toHttpEffect(HttpApiSwagger.layer(described))
    const asked = HttpServerRequest.fromWeb(new Request("http://localhost/docs"))
    const response = yield* Effect.provideService(pages, HttpServerRequest.HttpServerRequest, asked)
    const html = yield* Effect.promise(() => HttpServerResponse.toWeb(response).text())
    return HttpServerResponse.html(html).pipe(
      HttpServerResponse.setHeaders({
        "content-security-policy": policyOf(html),
        "cache-control": "no-cache"
      })
    )
  },
  Effect.scoped,
  Effect.orDie
)

/** Exactly what stands in the page may run; nothing else may be loaded, and only this host is asked. */
export const policyOf = (html: string): string => {
  const hashes = (element: string) =>
    Array.from(
      html.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, "g")),
      ([, inner = ""]) => `'sha256-${hash("sha256", inner, "base64")}'`
    ).join(" ")
  return [
    "default-src 'none'",
    `script-src ${hashes("script")}`,
    `style-src ${hashes("style")}`,
    "img-src data:",
    "font-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join("; ")
}
