import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { afterAll, it } from "@effect/vitest"
import * as SandboxConformance from "@layercake/conformance/SandboxConformance"
import { Layer } from "effect"
import * as DockerSandbox from "../src/DockerSandbox.ts"
import { bwrapIsMissing } from "./BubblewrapPresence.ts"
import * as SandboxSurroundings from "./SandboxSurroundings.ts"
import * as StandInDocker from "./StandInDocker.ts"

const surroundings = SandboxSurroundings.below(tmpdir())

const engines = ["docker", "podman"].filter(
  (program) => spawnSync(program, ["version", "--format", "{{.Server.Version}}"]).status === 0
)

for (const program of engines) {
  SandboxConformance.suite(
    program,
    Layer.provide(DockerSandbox.layerWith({ program }), NodeServices.layer),
    surroundings,
    { isolated: true }
  )
}
if (engines.length === 0) {
  it.skip("docker with an engine: not tested here, no engine answers docker or podman", () => {})
}

if (bwrapIsMissing) {
  it.skip(`docker with a stand-in: not tested here, ${bwrapIsMissing}`, () => {})
} else {
  const state = mkdtempSync(`${tmpdir()}/layercake-docker-`)
  afterAll(() => rmSync(state, { recursive: true, force: true }))
  const docker = DockerSandbox.layerWith({
    program: StandInDocker.write(state),
    image: "node:test",
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", STAND_IN_STATE: state }
  })

  SandboxConformance.suite("docker, stand-in", Layer.provide(docker, NodeServices.layer), surroundings, {
    isolated: true
  })
}
