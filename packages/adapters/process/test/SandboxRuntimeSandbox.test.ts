import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as SandboxConformance from "@layercake/conformance/SandboxConformance"
import { it } from "@effect/vitest"
import { Layer } from "effect"
import * as SandboxRuntimeSandbox from "../src/SandboxRuntimeSandbox.ts"
import { sandboxRuntimeIsMissing } from "./SandboxRuntimePresence.ts"
import * as SandboxSurroundings from "./SandboxSurroundings.ts"

if (sandboxRuntimeIsMissing) {
  it.skip(`sandbox-runtime: not tested here, ${sandboxRuntimeIsMissing}`, () => {})
} else {
  SandboxConformance.suite(
    "sandbox-runtime",
    Layer.provide(SandboxRuntimeSandbox.layer, NodeServices.layer),
    SandboxSurroundings.below(tmpdir()),
    { isolated: true }
  )
}
