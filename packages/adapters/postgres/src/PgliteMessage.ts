/**
 * What the main thread and the thread of the embedded database say to each other. Types only.
 */
export interface PgliteOptions {
  /** Where the database is kept; in memory when left out. */
  readonly directory?: string | undefined
}

export type PgliteRequest =
  | { readonly _tag: "Bytes"; readonly connection: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The connection is gone; whatever it left open is rolled back. */
  | { readonly _tag: "Left"; readonly connection: number }
  | { readonly _tag: "Close" }

export type PgliteAnswer =
  | { readonly _tag: "Opened" }
  | { readonly _tag: "Bytes"; readonly connection: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly _tag: "Ended"; readonly connection: number }
