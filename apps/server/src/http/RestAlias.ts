/**
 * Paths that people know from elsewhere, each of which is one operation. Nothing is done here that the operation does not.
 */
import { find, type OperationEntry } from "./OperationEntry.ts"

export type RestMethod = "GET" | "POST" | "PATCH" | "PUT" | "DELETE"

export interface RestAlias {
  readonly method: RestMethod
  /** `:field` gives the field of the payload that it names. */
  readonly path: `/api/${string}`
  readonly operation: string
}

/** Those whose operation the catalogue does not have are left out. */
const table: ReadonlyArray<readonly [RestMethod, RestAlias["path"], string]> = [
  ["POST", "/api/auth/register", "accounts.register"],
  ["POST", "/api/auth/login", "accounts.login"],
  ["POST", "/api/auth/refresh", "accounts.refresh"],
  ["POST", "/api/auth/logout", "accounts.logout"],
  ["GET", "/api/auth/me", "accounts.me"],

  ["GET", "/api/projects", "projects.list"],
  ["POST", "/api/projects", "projects.create"],
  ["GET", "/api/projects/:project", "projects.get"],
  ["PATCH", "/api/projects/:project", "projects.update"],
  ["DELETE", "/api/projects/:project", "projects.archive"],
  ["POST", "/api/projects/:project/restore", "projects.restore"],
  ["GET", "/api/projects/:project/status", "pipeline.status"],
  ["GET", "/api/projects/:project/history", "projects.history"],
  ["POST", "/api/projects/:project/fork", "projects.fork"],

  ["GET", "/api/projects/:project/gates", "gates.list"],
  ["GET", "/api/projects/:project/gates/current", "gates.current"],
  ["GET", "/api/projects/:project/gates/:gate", "gates.get"],
  ["GET", "/api/projects/:project/gates/:gate/check", "gates.check"],
  ["POST", "/api/projects/:project/gates/:gate/submit", "gates.submit"],
  ["POST", "/api/projects/:project/gates/:gate/review", "gates.review"],
  ["POST", "/api/projects/:project/gates/:gate/approve", "gates.approve"],
  ["POST", "/api/projects/:project/gates/:gate/reject", "gates.reject"],

  ["GET", "/api/agents", "agents.templates"],
  ["GET", "/api/agents/:agent", "agents.template"],
  ["POST", "/api/projects/:project/agents/execute", "agents.execute"],
  ["GET", "/api/projects/:project/agents/runs", "agents.runs"],
  ["GET", "/api/projects/:project/agents/runs/:run", "agents.run"],

  ["POST", "/api/projects/:project/code/preview", "code.preview"],
  ["POST", "/api/projects/:project/code/apply", "code.apply"],

  ["GET", "/api/projects/:project/tasks", "tasks.list"],
  ["POST", "/api/projects/:project/tasks", "tasks.create"],

  ["GET", "/api/github/user", "forge.user"],
  ["GET", "/api/github/repositories", "forge.repositories"],
  ["POST", "/api/projects/:project/github/repository", "forge.repository"],
  ["POST", "/api/projects/:project/github/export", "forge.export"],
  ["POST", "/api/projects/:project/github/push", "forge.push"],
  ["GET", "/api/projects/:project/github/status", "forge.status"],

  ["GET", "/api/projects/:project/railway/targets", "deployments.targets"],
  ["POST", "/api/projects/:project/railway/deploy", "deployments.deploy"],
  ["POST", "/api/projects/:project/railway/redeploy", "deployments.redeploy"],
  ["GET", "/api/projects/:project/railway/status", "deployments.status"],
  ["GET", "/api/projects/:project/railway/history", "deployments.history"],
  ["GET", "/api/projects/:project/railway/logs", "deployments.logs"]
]

export interface AliasedOperation extends RestAlias {
  readonly entry: OperationEntry
}

export const aliases: ReadonlyArray<AliasedOperation> = table.flatMap(([method, path, operation]) => {
  const entry = find(operation)
  return entry === undefined ? [] : [{ method, path, operation, entry }]
})

/** Fields of the payload that the path gives. */
export const fieldsOfPath = (path: string): ReadonlyArray<string> =>
  Array.from(path.matchAll(/:(\w+)/g), ([, name = ""]) => name)
