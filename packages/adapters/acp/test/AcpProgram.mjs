// The stand-in as a program of its own. Beside it lies what the test wants it to know, and there it leaves its marks.
import { spawn } from "node:child_process"
import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Readable, Writable } from "node:stream"
import * as acp from "@agentclientprotocol/sdk"
import { make } from "./AcpStandIn.ts"

const marks = process.argv[2]
const told = JSON.parse(readFileSync(join(marks, "told.json"), "utf8"))
make({
  ...told,
  onBroken: () => {
    process.stderr.write(`out of cake, key ${process.env.AGENT_KEY}\n`)
    process.exit(3)
  },
  onSilent: () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" })
    // In one step: the test may look at any moment.
    writeFileSync(join(marks, "arriving"), JSON.stringify([process.pid, child.pid]))
    renameSync(join(marks, "arriving"), join(marks, "arrived"))
  }
}).connect(acp.ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)))
