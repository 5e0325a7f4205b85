import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as SandboxConformance from "@layercake/conformance/SandboxConformance"
import { Layer } from "effect"
import * as ProcessSandbox from "../src/ProcessSandbox.ts"
import * as SandboxSurroundings from "./SandboxSurroundings.ts"

SandboxConformance.suite(
  "process",
  Layer.provide(ProcessSandbox.layer, NodeServices.layer),
  SandboxSurroundings.below(tmpdir()),
  { isolated: false }
)
