/**
 * The thread of the embedded database: wire-protocol bytes in, wire-protocol bytes out. Started by `PgliteThread`;
 * has no SQL of its own. One session serves every connection, so there may be one connection at a time.
 */
import { parentPort, workerData } from "node:worker_threads"
import { openPglite } from "./PgliteFileSystem.ts"
import { type Frame, makeFrames } from "./PgliteFrames.ts"
import type { PgliteAnswer, PgliteOptions, PgliteRequest } from "./PgliteMessage.ts"
import { createPglite } from "./PgliteTemplate.ts"

const options: PgliteOptions = workerData
const database = await (options.directory === undefined ? createPglite({}) : openPglite(options.directory))
const connections = new Map<number, ReturnType<typeof makeFrames>>()

const answer = (message: PgliteAnswer, transfer: Array<ArrayBuffer> = []) =>
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(message, transfer)

const send = (connection: number, bytes: Uint8Array<ArrayBuffer>) => {
  if (bytes.length > 0) answer({ _tag: "Bytes", connection, bytes }, [bytes.buffer])
}

const run = (connection: number, frame: Frame) => {
  switch (frame._tag) {
    case "Run":
      return send(connection, Uint8Array.from(database.execProtocolRawSync(frame.bytes)))
    case "Refuse":
      return send(connection, Uint8Array.of(0x4e))
    case "End":
      answer({ _tag: "Ended", connection })
      return leave(connection)
  }
}

/** The session outlives the connection: nothing that it left behind may reach the next one. */
const leave = (connection: number) => {
  if (!connections.delete(connection)) return
  for (const statement of ["ROLLBACK", "DISCARD ALL"]) database.execProtocolRawSync(simpleQuery(statement))
}

const simpleQuery = (sql: string): Uint8Array => {
  const bytes = Buffer.from(`Q\0\0\0\0${sql}\0`)
  bytes.writeInt32BE(bytes.length - 1, 1)
  return bytes
}

const receive = (request: PgliteRequest) => {
  switch (request._tag) {
    case "Bytes": {
      const frames = connections.get(request.connection) ?? makeFrames()
      connections.set(request.connection, frames)
      for (const frame of frames(request.bytes)) run(request.connection, frame)
      return
    }
    case "Left":
      return leave(request.connection)
    case "Close":
      parentPort?.off("message", receive)
      return void database.close().then(() => process.exit(0))
  }
}

parentPort?.on("message", receive)
answer({ _tag: "Opened" })
