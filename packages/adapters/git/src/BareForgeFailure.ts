/**
 * What the local forge says when git does not do what it was asked.
 */
import { ForgeError } from "@layercake/core/port/Forge"
import type { GitFailure } from "./GitProcess.ts"

export const name = "local-bare"

export const failed = (isRetryable: boolean) => (failure: GitFailure) =>
  new ForgeError({ forge: name, operation: failure.operation, detail: failure.detail, isRetryable })

/** Trying again does not help. */
export const refusal = (operation: string, detail: string) =>
  new ForgeError({ forge: name, operation, detail, isRetryable: false })

/** A remote that has what the workspace lacks stays as it is, however often one tries. */
export const refused = (operation: string, ref: string, project: string) => (failure: GitFailure) =>
  /\[rejected\]|\[remote rejected\]|denying non-fast-forward|hook declined/.test(failure.detail)
    ? refusal(
        operation,
        `${ref} of ${project} has commits that the workspace does not have, or a hook declined; nothing was pushed. ${failure.detail}`
      )
    : failed(true)(failure)
