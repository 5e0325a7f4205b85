/**
 * The key under which this host keeps secrets, 32 bytes. Without one nothing can be kept, and nothing that was kept can be
 * read; everything else works.
 */
import { Context, type Redacted } from "effect"

export const PgSecretKey = Context.Reference<Redacted.Redacted<Uint8Array> | null>(
  "@layercake/postgres/PgSecretKey",
  { defaultValue: () => null }
)
