/**
 * Where the examples lie that come with the command line: beside the published program, or in the workspace.
 */
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** Folder with `briefs`, `policies` and `recordings`. */
export const shippedExamples: string =
  ["../examples", "../../../examples"]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(`${path}/recordings`)) ?? "examples"
