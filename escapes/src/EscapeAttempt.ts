/**
 * One attempt to break out of a sandbox, as data: what is run inside, and how its success is seen from outside. Nothing
 * an attempt says of itself counts.
 */
import type { NetworkAccess } from "@layercake/core/port/Sandbox"

export interface EscapeAttempt {
  readonly name: string
  /** What it tries, in a few words. */
  readonly tries: string
  /**
   * Shell that is run in the sandbox, harmless wherever it succeeds. It finds in its environment: NEIGHBOUR (another
   * project's folder), MARK (a word of its own, for files and processes), HOST_PID, VICTIM (a process of the machine), PORT,
   * PORT6, UDP_PORT, SOCKET, ABSTRACT (listeners of the machine) and REDIRECT (an address that leads on to PORT).
   */
  readonly script: string
  /** Shell that is run after it, in a sandbox of the same kind and the same folder. */
  readonly afterwards?: string
  /** Shell that is run at the same time, likewise. */
  readonly beside?: string
  readonly success: EscapeSign
  readonly network?: NetworkAccess | "localhost" | "hostname"
  /** What the folder holds before: a git repository, or these files. */
  readonly folder?: "repository" | Readonly<Record<string, string>>
  readonly limits?: {
    readonly timeoutMillis?: number
    readonly output?: number
    readonly disk?: number
    readonly memory?: number
  }
  /**
   * Why it does not show in a plain process: nobody would see it succeed, or it would do harm. Left out when a plain
   * process must let it through, which proves that the eyes are open. The second form is for those who are not root.
   */
  readonly blind?: string | { readonly user: string }
  /** It takes more than two seconds in a sandbox that holds. */
  readonly isSlow?: boolean
}

/** Paths may name `$NEIGHBOUR` and `$MARK`; those that begin with `./` lie in the command's folder. */
export type EscapeSign =
  /** The neighbour's secret, or that of LayerCake's environment, stands in the output or in a file of the folder. */
  | { readonly sign: "leak" }
  /** The lines of this file of the machine do. */
  | { readonly sign: "leakOf"; readonly path: string }
  /** This file of the machine is there, or is not what it was. */
  | { readonly sign: "changed"; readonly path: string }
  /** A listener of the machine was spoken to. */
  | { readonly sign: "contact" }
  /** The port that stands in this file of the folder answers on the machine. */
  | { readonly sign: "served"; readonly path: string }
  /** The victim has ended. */
  | { readonly sign: "killed" }
  /** A process that carries MARK runs after the command has ended. */
  | { readonly sign: "outlives" }
  /** A process of the machine holds this path open for writing, meanwhile. */
  | { readonly sign: "opened"; readonly path: string }
  /** Git, run on the machine in the folder, ran something that left `$NEIGHBOUR/$MARK`. */
  | { readonly sign: "ranByGit" }
  /** The folder holds a device, or a file that makes who runs it root. */
  | { readonly sign: "dangerousFile" }
  /** More processes that carry MARK than this, at a time. */
  | { readonly sign: "processes"; readonly over: number }
  /** Bytes, at a time: of their memory; of memory for files of the machine; in the folder; or of a file's length. */
  | { readonly sign: "memory" | "fileMemory" | "disk" | "length"; readonly over: number }
  /** Bytes that are handed back. */
  | { readonly sign: "output"; readonly over: number }
  /** The command lasts longer than this. */
  | { readonly sign: "lasts"; readonly overMillis: number }
