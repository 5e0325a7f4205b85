/**
 * The examples of every toolset.
 */
import { agents } from "./example/AgentsExamples.ts"
import { designs, documents, requirements, specifications } from "./example/DocumentsExamples.ts"
import { accounts } from "./example/AccountsExamples.ts"
import { gates } from "./example/GatesExamples.ts"
import { builds } from "./example/BuildsExamples.ts"
import { proofs } from "./example/ProofsExamples.ts"
import { healing } from "./example/HealingExamples.ts"
import { tampers } from "./example/TampersExamples.ts"
import { forge } from "./example/ForgeExamples.ts"
import { deployments } from "./example/DeploymentsExamples.ts"
import { metrics } from "./example/MetricsExamples.ts"
import { analytics } from "./example/AnalyticsExamples.ts"
import { handoffs, memory } from "./example/MemoryExamples.ts"
import { intake } from "./example/IntakeExamples.ts"
import { pipeline } from "./example/PipelineExamples.ts"
import { projects } from "./example/ProjectsExamples.ts"
import { tasks } from "./example/TasksExamples.ts"
import { erasure } from "./example/ErasureExamples.ts"
import { events } from "./example/EventsExamples.ts"
import { projections } from "./example/ProjectionsExamples.ts"
import { storage } from "./example/StorageExamples.ts"
import { queue } from "./example/QueueExamples.ts"
import { costs } from "./example/CostsExamples.ts"
import { errors } from "./example/ErrorsExamples.ts"
import { blockers, escalations, queries } from "./example/HoldExamples.ts"
import { decisions, notes, risks } from "./example/RecordExamples.ts"
import { system } from "./example/SystemExamples.ts"
import { code } from "./example/CodeExamples.ts"
import { deliverables } from "./example/DeliverablesExamples.ts"
import { search } from "./example/SearchExamples.ts"
import { files } from "./example/StateFileExamples.ts"
import { git } from "./example/GitExamples.ts"
import { workspace } from "./example/WorkspaceExamples.ts"
import { webhooks } from "./example/WebhooksExamples.ts"
import type { Example, OperationName } from "./OperationExample.ts"

export const examples: { readonly [Name in OperationName]?: Example<Name> } = {
  ...accounts,
  ...blockers,
  ...queries,
  ...escalations,
  ...risks,
  ...decisions,
  ...notes,
  ...errors,
  ...costs,
  ...webhooks,
  ...system,
  ...erasure,
  ...events,
  ...projections,
  ...storage,
  ...queue,
  ...builds,
  ...proofs,
  ...healing,
  ...tampers,
  ...forge,
  ...deployments,
  ...metrics,
  ...analytics,
  ...gates,
  ...agents,
  ...handoffs,
  ...memory,
  ...documents,
  ...specifications,
  ...designs,
  ...requirements,
  ...projects,
  ...pipeline,
  ...intake,
  ...tasks,
  ...deliverables,
  ...search,
  ...files,
  ...code,
  ...git,
  ...workspace
}
