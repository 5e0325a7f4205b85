/**
 * Run as a program: deploys a server under the key `survivor` and is killed. Arguments: folder of records, workspace.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { server } from "@layercake/conformance/DeployerConformance"
import { Deployer } from "@layercake/core/port/Deployer"
import { ProjectId } from "@layercake/core/project/Project"
import { Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import * as ProcessDeployer from "../src/ProcessDeployer.ts"

const [, , records = "", workspace = ""] = process.argv

const program = Effect.gen(function* () {
  const deployer = yield* Deployer
  yield* deployer.deploy({
    key: "survivor",
    project: ProjectId.make("demo"),
    target: "staging",
    directory: workspace,
    start: ["node", "-e", server("survivor")]
  })
  process.kill(process.pid, "SIGKILL")
}).pipe(
  Effect.provide(
    Layer.provide(ProcessDeployer.layer({ directory: records }), [NodeServices.layer, FetchHttpClient.layer])
  )
)

await Effect.runPromise(program)
