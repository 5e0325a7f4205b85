/**
 * Asks a host what its OpenAPI document says can be asked, by a tool that is not ours: Portman makes requests from the
 * document, good ones and ones with a field that is missing, too small, too large, too short or too long, and Newman
 * sends them. Every bad one has to be refused with problem details that name the field, and nothing may fail.
 * Portman is fetched from the npm registry when this is run, and is no part of the workspace.
 */
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"

// Portman needs tslib and does not say so.
const packages = ["@apideck/portman@1.33.0", "newman@6.2.2", "tslib@2.8.1"]
const root = resolve(fileURLToPath(import.meta.url), "../..")
const folder = mkdtempSync(join(tmpdir(), "layercake-contract-"))
const file = (name) => join(folder, name)

const host = spawn(
  process.execPath,
  [
    join(root, "apps/cli/src/main.ts"),
    "serve",
    "--data",
    file("data"),
    "--database",
    "memory",
    "--port",
    "0"
  ],
  { stdio: ["ignore", "pipe", "pipe"] }
)
let told = ""
const url = await new Promise((found, fail) => {
  const hear = (part) => {
    told += part
    const serving = /Serving at (http:\S+?),/.exec(told)
    if (serving !== null) found(serving[1])
  }
  host.stdout.on("data", hear)
  host.stderr.on("data", hear)
  host.on("exit", () => fail(new Error(`The host ended: ${told}`)))
})

const ask = async (path, body, token) => {
  const answer = await fetch(`${url}${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` })
    },
    body: JSON.stringify(body)
  })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  return answer.json()
}

/** What is delivered as a stream need not end, and Newman waits for the end. */
const withoutStreams = (document) => {
  const isStream = (operation) => operation.responses?.["200"]?.content?.["text/event-stream"] !== undefined
  const paths = Object.entries(document.paths).filter(([, path]) => !Object.values(path).some(isStream))
  return { ...document, paths: Object.fromEntries(paths) }
}

/** Portman leaves out one way of saying a moment and expects the others to be refused. */
const settingFor = (document) => {
  const { schemas } = document.components
  const setting = JSON.parse(readFileSync(join(root, "tools/contract/portman.json"), "utf8"))
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
  const payloadOf = ({ "x-layercake-operation": name }) => JSON.stringify(schemas[`${name}.payload`])
  /** With the shapes that it refers to, to any depth. */
  const whole = (text) =>
    text.replaceAll(/\{"\$ref":"#\/components\/schemas\/([^"]+)"\}/g, (_, name) =>
      whole(JSON.stringify(schemas[name]))
    )
  setting.tests.variationTests[0].excludeForOperations = operations
    .filter((operation) => whole(payloadOf(operation)).includes('"at":{'))
    .map(({ operationId }) => operationId)
  return setting
}

/** A program of the packages, in the folder: how it ended, and what it printed. */
const npx = (program, args) =>
  new Promise((done, fail) => {
    const named = packages.flatMap((name) => ["--package", name])
    const child = spawn("npx", ["--yes", ...named, "--", program, ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"]
    })
    let text = ""
    for (const output of [child.stdout, child.stderr]) output.on("data", (part) => (text += part))
    child.on("error", fail)
    child.on("exit", (code) => done({ code, text }))
  })

/** From the line that begins with this on; everything when there is none. */
const since = (text, start) => text.slice(Math.max(0, text.indexOf(start)))

let code = 1
try {
  const person = { login: "contract", password: "correct horse battery staple" }
  await ask("/api/accounts/register", person)
  const { accessToken } = await ask("/api/accounts/login", person)
  const brief = Buffer.from("# Rooms\n\nBook a room.\n").toString("base64")
  await ask("/api/projects/create", { project: "rooms", brief }, accessToken)
  const document = await (await fetch(`${url}/openapi.json`)).json()
  writeFileSync(file("openapi.json"), JSON.stringify(withoutStreams(document)))
  writeFileSync(file("portman.json"), JSON.stringify(settingFor(document)))
  console.error("Making requests of the document ...")
  const made = await npx("portman", [
    `--local=${file("openapi.json")}`,
    `--baseUrl=${url}`,
    `--output=${file("collection.json")}`,
    `--portmanConfigFile=${file("portman.json")}`
  ])
  if (made.code !== 0) throw new Error(`Portman ended with ${made.code}: ${made.text}`)
  console.error("Sending them, for a minute or two ...")
  const sent = await npx("newman", [
    "run",
    file("collection.json"),
    `--env-var=bearerToken=${accessToken}`,
    "--timeout-request=20000",
    "--color=off",
    "--reporters=cli",
    "--reporter-cli-no-success-assertions"
  ])
  // First comes a line for each request, then the counts and all that failed.
  console.log(since(sent.text, "┌─"))
  code = sent.code
} finally {
  host.kill("SIGTERM")
  rmSync(folder, { recursive: true, force: true })
}
process.exit(code ?? 1)
