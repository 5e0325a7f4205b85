import { join } from "node:path"
import * as ForgeConformance from "@layercake/conformance/ForgeConformance"
import * as BareForge from "@layercake/git/BareForge"
import * as GitRepository from "@layercake/git/GitRepository"
import { Layer } from "effect"
import { base, prepare } from "./GitWorld.ts"

ForgeConformance.suite(
  "local-bare",
  Layer.merge(BareForge.layer({ directory: join(base, "forge") }), GitRepository.layer),
  { prepare }
)
