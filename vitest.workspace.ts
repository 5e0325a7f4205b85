/**
 * The test projects: one per package, so that each can be run alone with `--project <name>`.
 */
import { existsSync, readdirSync } from "node:fs"

const root = import.meta.dirname
const within = (folder: string) =>
  existsSync(`${root}/${folder}`) ? readdirSync(`${root}/${folder}`).map((name) => `${folder}/${name}`) : []

const packages = [
  ...within("packages"),
  ...within("packages/adapters"),
  ...within("apps"),
  "examples",
  "bench",
  "faults",
  "escapes"
].filter((path) => existsSync(`${root}/${path}/package.json`))

export const projects = packages.map((path) => ({
  extends: true as const,
  test: { name: path.replace(/^packages\//, ""), root: `${root}/${path}`, include: ["test/**/*.test.ts"] }
}))
