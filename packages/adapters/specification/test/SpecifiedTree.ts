/**
 * A small project whose specifications agree, and the same with files changed or left out.
 */
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { CheckFailed, type CheckInput } from "@layercake/core/port/Checkers"
import { BlobDigest } from "@layercake/core/store/Blob"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"

export const prisma = `generator client {
  provider = "prisma-client-js"
}

datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

enum Size {
  SMALL
  LARGE
}

/// A room that can be booked.
model Room {
  id       String    @id @default(cuid())
  name     String    @unique // shown on the door
  size     Size      @default(SMALL)
  doorCode String    /// @internal
  bookings Booking[]

  @@map("rooms")
}

model Booking {
  id     String   @id @default(cuid())
  roomId String
  room   Room     @relation(fields: [roomId], references: [id])
  start  DateTime
  end    DateTime
}

model Lock {
  key String @id

  @@ignore
}
`

export const zod = `import { z } from "zod"

const base = { name: z.string().min(1) }

export const RoomSchema = z
  .object({ ...base, "size": z.enum(["SMALL", "LARGE"]) })
  .strict()

const Times = z.object({ start: z.iso.datetime(), end: z.iso.datetime() })

export const BookingSchema = Times.extend({ id: z.string(), roomId: z.string() }).refine((b) => b.start < b.end)

export const limit = 20
`

export const openApi = `openapi: 3.1.0
info:
  title: Room booking
  version: 1.0.0
paths:
  /rooms:
    get:
      operationId: listRooms
      x-requirements: [FR-1]
      responses:
        "200":
          description: The rooms
          content:
            application/json:
              schema:
                type: array
                items:
                  $ref: "#/components/schemas/Room"
  /bookings:
    post:
      operationId: book
      x-requirements:
        - FR-2
      requestBody:
        content:
          application/json:
            schema: { $ref: "#/components/schemas/Booking" }
      responses:
        "201": { description: Booked }
components:
  schemas:
    Identified:
      type: object
      properties:
        id: { type: string }
    Room:
      type: object
      required: [id, name, size]
      properties:
        id: { type: string }
        name: { type: string }
        size: { type: string, enum: [SMALL, LARGE] }
    Booking:
      allOf:
        - $ref: "#/components/schemas/Identified"
        - type: object
          properties:
            roomId: { type: string }
            start: { type: string, format: date-time }
            end: { type: string, format: date-time }
            room: { $ref: "#/components/schemas/Room" }
`

const requirements = `# Room booking

## US-1 Book a room

- **FR-1** The system lists rooms.
- **FR-2** The system stores a booking.
- **FR-3** The system keeps bookings when it restarts.
`

export const agreeing: Record<string, string> = {
  "specs/openapi.yaml": openApi,
  "specs/schema.prisma": prisma,
  "src/validators.ts": zod,
  "docs/prd.md": requirements,
  "docs/architecture.md": "# Architecture\n\nBookings are kept in Postgres (FR-3).\n"
}

/** Changes replace text in files; a file changed to undefined is left out. */
export const treeOf = (changes: Record<string, string | undefined> = {}): CheckInput => {
  const files = Object.entries({ ...agreeing, ...changes }).flatMap(([path, text]) =>
    text === undefined ? [] : [{ path: FilePath.make(path), text }]
  )
  return {
    files: files.map(({ path, text }) => ({
      path,
      digest: BlobDigest.make("0".repeat(64)),
      bytes: text.length
    })),
    read: (path) =>
      Effect.fromNullishOr(files.find((file) => file.path === path)?.text).pipe(
        Effect.mapError(() => new CheckFailed({ detail: path }))
      ),
    directory: "/nowhere",
    policy: defaultPolicy,
    proofs: [],
    output: (proof) => Effect.fail(new CheckFailed({ detail: `no output of ${proof.kind}` }))
  }
}
