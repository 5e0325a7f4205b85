import { describe, it } from "@effect/vitest"
import * as PostgresCluster from "./PostgresCluster.ts"
import { storeSuites } from "./StoreSuites.ts"

if (PostgresCluster.isInstalled) storeSuites("Postgres 15", PostgresCluster.layer)
else describe(`Postgres 15`, () => it.skip(`is not tested: ${PostgresCluster.notInstalled}`, () => {}))
