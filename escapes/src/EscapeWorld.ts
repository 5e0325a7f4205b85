/**
 * The machine around one attempt, made anew for each: another project, a victim, listeners on every kind of socket, and
 * a folder for the command. Removed with its scope.
 */
import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { createSocket } from "node:dgram"
import * as FileSystem from "node:fs"
import { createServer, type ListenOptions } from "node:net"
import { networkInterfaces, tmpdir } from "node:os"
import { dirname } from "node:path"
import { Effect } from "effect"
import type { EscapeAttempt } from "./EscapeAttempt.ts"

export interface EscapeWorld {
  readonly folder: string
  readonly neighbour: string
  readonly mark: string
  /** What must never be seen inside: in files, LayerCake's environment, and the victim's environment and arguments. */
  readonly secret: string
  readonly victim: number
  /** Of the listener that is meant to be reached by none. */
  readonly port: number
  /** How often any of them was spoken to. */
  readonly contacts: () => number
  /** What the script finds in its environment. */
  readonly variables: Readonly<Record<string, string>>
}

/** `registryPort` is that of the registry all sandboxes were made with. */
export const make = Effect.fnUntraced(function* (attempt: EscapeAttempt, registryPort: number) {
  const mark = `escape-${randomBytes(6).toString("hex")}`
  const secret = `secret-${randomBytes(12).toString("hex")}`
  const neighbour = yield* temporaryFolder("neighbour")
  const folder = yield* temporaryFolder("folder")
  const write = (path: string, text: string) => {
    FileSystem.mkdirSync(dirname(path), { recursive: true })
    FileSystem.writeFileSync(path, text)
  }
  // Open to all but by way of the sandbox, so that nothing else keeps the attempts from succeeding.
  for (const [name, text] of Object.entries({
    secret: secret,
    victim: "before\n",
    ".layercake/events": "{}\n",
    "package.json": `{"name":"neighbour","version":"1.0.0"}`
  })) {
    write(`${neighbour}/${name}`, text)
  }
  FileSystem.chmodSync(neighbour, 0o777)
  for (const name of FileSystem.readdirSync(neighbour)) FileSystem.chmodSync(`${neighbour}/${name}`, 0o777)
  if (attempt.folder === "repository") yield* run("git", ["init", "--quiet", folder], neighbour)
  else for (const [name, text] of Object.entries(attempt.folder ?? {})) write(`${folder}/${name}`, text)
  if (attempt.name === "dependency by git address") yield* repositoryOf(neighbour)

  let contacts = 0
  const contact = () => contacts++
  const port = yield* listen({ port: 0, host: "0.0.0.0" }, contact)
  const port6 = yield* Effect.orElseSucceed(listen({ port: 0, host: "::1" }, contact), () => 0)
  const udpPort = yield* listenForDatagrams(contact)
  const socket = `${neighbour}/socket`
  yield* listen({ path: socket }, contact)
  FileSystem.chmodSync(socket, 0o777)
  yield* listen({ path: `\0${mark}` }, contact)
  const victim = yield* startVictim(neighbour, secret)
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      process.env[`SECRET_OF_${mark}`] = secret
    }),
    () =>
      Effect.sync(() => {
        delete process.env[`SECRET_OF_${mark}`]
      })
  )
  return {
    folder,
    neighbour,
    mark,
    secret,
    victim,
    port,
    contacts: () => contacts,
    variables: {
      NEIGHBOUR: neighbour,
      MARK: mark,
      HOST_PID: String(process.pid),
      VICTIM: String(victim),
      PORT: String(port),
      PORT6: String(port6),
      UDP_PORT: String(udpPort),
      SOCKET: socket,
      ABSTRACT: mark,
      ADDRESSES: addresses().join(" "),
      REDIRECT: `http://127.0.0.1:${registryPort}/redirect/${port}`
    }
  } satisfies EscapeWorld
})

/** A temporary folder of the run that any user may enter: some sandboxes run commands as another one. */
export const temporaryFolder = (name: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const path = FileSystem.mkdtempSync(`${tmpdir()}/layercake-escape-${name}-`)
      FileSystem.chmodSync(path, 0o755)
      return path
    }),
    // Node removes trees that are deeper than a path may be long; what is left is of no harm.
    (path) => run("rm", ["-rf", path], "/")
  )

/** Runs a program of the machine to its end and takes no notice of how it ended. */
export const run = (program: string, args: ReadonlyArray<string>, cwd: string) =>
  Effect.callback<void>((resume) => {
    const child = spawn(program, args, { cwd, stdio: "ignore" })
    child.on("error", () => resume(Effect.void))
    child.on("exit", () => resume(Effect.void))
  })

const listen = (where: ListenOptions, contact: () => void) =>
  Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>, Error>((resume) => {
      const server = createServer((connection) => {
        contact()
        connection.on("error", () => {})
        connection.end("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
      })
      server.on("error", (error) => resume(Effect.fail(error)))
      server.listen(where, () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.sync(() => server.close())
  ).pipe(
    Effect.map((server) => {
      const address = server.address()
      return address === null || typeof address === "string" ? 0 : address.port
    })
  )

const listenForDatagrams = (contact: () => void) =>
  Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createSocket>>((resume) => {
      const socket = createSocket("udp4")
      socket.on("message", contact)
      socket.bind(0, "127.0.0.1", () => resume(Effect.succeed(socket)))
    }),
    (socket) => Effect.sync(() => socket.close())
  ).pipe(Effect.map((socket) => socket.address().port))

/** A process of the same user that works in the neighbour's folder, with the secret in all it has. */
const startVictim = (neighbour: string, secret: string) =>
  Effect.acquireRelease(
    Effect.callback<ReturnType<typeof spawn>>((resume) => {
      const child = spawn("sleep", ["300"], {
        argv0: `sleep-${secret}`,
        cwd: neighbour,
        env: { PATH: "/usr/bin:/bin", SECRET: secret },
        stdio: [FileSystem.openSync(`${neighbour}/secret`, "r"), "ignore", "ignore"]
      })
      child.on("spawn", () => resume(Effect.succeed(child)))
    }),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  ).pipe(Effect.map((child) => child.pid ?? 0))

const repositoryOf = Effect.fnUntraced(function* (path: string) {
  yield* run("git", ["init", "--quiet", path], path)
  yield* run("git", ["add", "secret", "package.json"], path)
  const author = ["-c", "user.name=neighbour", "-c", "user.email=neighbour@example.com"]
  yield* run("git", [...author, "commit", "--quiet", "-m", "one"], path)
  yield* run("chmod", ["-R", "a+rX", path], path)
})

const addresses = () =>
  Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address)
