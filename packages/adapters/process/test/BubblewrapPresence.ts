/**
 * Says why bubblewrap cannot be tested on this machine; empty when it can. A bubblewrap that is here and does not work is
 * a failure of the tests and no reason.
 */
import { existsSync } from "node:fs"

export const bwrapIsMissing: string =
  process.platform !== "linux"
    ? "it exists for Linux only"
    : existsSync("/usr/bin/bwrap") || existsSync("/usr/local/bin/bwrap")
      ? ""
      : "the program bwrap is not installed"
