/**
 * A run of probes against the server of a test: what was answered otherwise than its document says.
 */
import { Effect } from "effect"
import { type Answered, type ApiDocument, judge, type Probe, probes } from "./DocumentProbe.ts"
import * as HttpWorld from "./HttpWorld.ts"

/** What fields of these names hold in the world of the test. */
const known = {
  project: ["rooms", "rooms", "rooms", "halls"],
  projectId: ["rooms"],
  id: ["rooms", "G1"],
  gate: ["G0", "G1", "G9"],
  gateId: ["G0", "G1"],
  after: [0, 1],
  follow: [false],
  limit: [1, 100],
  path: ["docs/prd.md", "README.md"],
  login: ["someone"],
  password: ["correct horse battery staple"]
}

/** Longer is a server that hangs. */
const patience = 20_000
/** What a stream that goes on is listened to. */
const listening = 400

// As a program of anybody's asks.
// @effect-diagnostics globalTimers:off
const send = async (url: string, { body, headers, method, path }: Probe): Promise<Answered | string> => {
  const aborted = new AbortController()
  const late = setTimeout(() => aborted.abort("late"), patience)
  try {
    // @effect-diagnostics-next-line globalFetch:off
    const response = await fetch(`${url}${path}`, {
      method,
      signal: aborted.signal,
      headers: {
        authorization: "Bearer ada",
        ...headers,
        ...(body === undefined ? {} : { "content-type": "application/json" })
      },
      ...(body === undefined || method === "GET" ? {} : { body })
    })
    const type = (response.headers.get("content-type") ?? "").split(";", 1)[0]!.trim()
    const isStream = type === "application/x-ndjson" || type === "text/event-stream"
    const { isCut, text } = isStream
      ? await listened(response)
      : { text: await response.text(), isCut: false }
    return { status: response.status, type, text, isCut }
  } catch (error) {
    return aborted.signal.aborted ? `no answer in ${patience} ms` : String(error)
  } finally {
    clearTimeout(late)
  }
}

const listened = async (response: Response): Promise<{ readonly text: string; readonly isCut: boolean }> => {
  const reader = response.body!.getReader()
  const decoder = new TextDecoder()
  let text = ""
  let isCut = false
  const enough = setTimeout(() => {
    isCut = true
    void reader.cancel()
  }, listening)
  for (let part = await reader.read(); !part.done; part = await reader.read())
    text += decoder.decode(part.value, { stream: true })
  clearTimeout(enough)
  return { text, isCut }
}

export interface Difference {
  readonly asked: number
  /** One line for each kind of difference of an operation. */
  readonly found: ReadonlyArray<string>
  /** How often each status came. */
  readonly statuses: Readonly<Record<string, number>>
}

export const difference = Effect.fnUntraced(function* (options: {
  readonly seed: number
  readonly each: number
}) {
  const { url } = yield* HttpWorld.HttpWorld
  const { json } = yield* HttpWorld.ask("/openapi.json")
  const document: ApiDocument = json
  const judged = judge(document)
  const all = probes(document, { ...options, known })
  const statuses: Record<string, number> = {}
  const found: Array<string> = []
  yield* Effect.forEach(
    all,
    (probe) =>
      Effect.promise(() => send(url, probe)).pipe(
        Effect.map((answered) => {
          if (typeof answered === "string") return void found.push(`${told(probe)}: ${answered}`)
          const { status } = answered
          statuses[status] = (statuses[status] ?? 0) + 1
          found.push(
            ...judged(probe, answered).map(
              (what) => `${told(probe)}: ${what}${status >= 500 ? ` ${answered.text.slice(0, 300)}` : ""}`
            )
          )
        })
      ),
    { concurrency: 4, discard: true }
  )
  const health = yield* HttpWorld.ask("/health")
  if (health.status !== 200) found.push(`/health is ${health.status} afterwards`)
  return { asked: all.length, found, statuses } satisfies Difference
})

const told = ({ body, headers, id, method, path }: Probe): string =>
  `${id}: ${method} ${path.slice(0, 200)} ${(body ?? "").slice(0, 200)} ${Object.keys(headers).join(",")}`
