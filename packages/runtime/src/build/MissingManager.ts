/**
 * Whether the package manager that a project asks for is on this machine, in a version that will do. npm is left to the
 * step itself, which says so when there is none.
 */
import type { StepCommand } from "@layercake/core/build/BuildPlan"
import type { ToolVersions } from "@layercake/core/proof/Proof"

/** What to install, said to whoever looks after the machine; undefined when nothing is missing. */
export const reasonOf = (
  { major, name, program }: StepCommand["manager"],
  versions: ToolVersions
): string | undefined => {
  if (name === "npm") return undefined
  const found = versions[name]
  const isInTree = program[0] === "node"
  if (found === undefined) {
    return isInTree
      ? `The Yarn that the project brings with it (${program[1]}) does not run here: check the file, or remove \`yarnPath\` and install Yarn on this machine.`
      : `The project needs ${name}${major === undefined ? "" : ` ${major}`}, which is not installed on this machine: ${adviceFor(name, major)}`
  }
  const foundMajor = Number(found.split(".", 1)[0])
  // Yarn 1 and its successors are different programs under one name.
  const fits = name !== "yarn" || (major === 1 ? foundMajor === 1 : foundMajor >= 2)
  return fits
    ? undefined
    : `The project needs Yarn ${major ?? "2 or later"}, and this machine has ${found}: ${adviceFor(name, major)}`
}

const adviceFor = (name: string, major: number | undefined) =>
  name === "yarn" && major !== 1
    ? "put a release of Yarn into the project (`yarn set version stable` writes it to .yarn/releases with `yarnPath`), or install one for the whole machine."
    : `install it, for example with \`npm install --global ${name}${major === undefined ? "" : `@${major}`}\`.`
