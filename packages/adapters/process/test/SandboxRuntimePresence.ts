/**
 * Says why sandbox-runtime cannot be tested on this machine; empty when it can. One that is here and does not work is a
 * failure of the tests and no reason.
 */
import { existsSync } from "node:fs"

const needed = ["bwrap", "socat", "rg"].filter(
  (program) => !["/usr/bin", "/usr/local/bin", "/bin"].some((folder) => existsSync(`${folder}/${program}`))
)

export const sandboxRuntimeIsMissing: string =
  process.platform !== "linux"
    ? "it is used on Linux only"
    : needed.length === 0
      ? ""
      : `these programs are not installed: ${needed.join(", ")}`
