/**
 * What the catalogue says of each operation besides its schemas. Every face is derived from these.
 */
import { Context, Schema } from "effect"
import { CommandRefused } from "../command/CommandRefused.ts"
import { EventUnreadable } from "../event/EventCodec.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { StoreUnavailable } from "../store/StoreUnavailable.ts"

export interface OperationInfo {
  readonly title: string
  /** One sentence, at most 140 characters. */
  readonly description: string
  /** `read` changes nothing; `destructive` takes something away that cannot be brought back by the same means. */
  readonly effect: "read" | "write" | "destructive"
  /** Calling it twice with the same input is the same as once. */
  readonly idempotent: boolean
}

export class OperationMark extends Context.Service<OperationMark, OperationInfo>()(
  "@layercake/core/operation/OperationMark"
) {}

/** Every operation may fail with these. */
export const OperationError = Schema.Union([
  CommandRefused,
  ProjectNotFound,
  StoreUnavailable,
  EventUnreadable
])
export type OperationError = typeof OperationError.Type

export const reads = (title: string, description: string): OperationInfo => ({
  title,
  description,
  effect: "read",
  idempotent: true
})

export const writes = (title: string, description: string, idempotent = false): OperationInfo => ({
  title,
  description,
  effect: "write",
  idempotent
})

/** Twice is the same as once. */
export const erases = (title: string, description: string): OperationInfo => ({
  title,
  description,
  effect: "destructive",
  idempotent: true
})
