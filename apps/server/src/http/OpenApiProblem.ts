/**
 * How failures stand in the OpenAPI document: problem details, the same for every operation.
 */
import { referenceTo } from "./OpenApiSchemas.ts"

export const problemSchema = {
  type: "object",
  description: "Problem details (RFC 9457)",
  required: ["type", "status", "title", "detail"],
  properties: {
    type: { type: "string", description: "urn:layercake:problem:<kind>, stable" },
    status: { type: "integer", description: "Status of the answer" },
    title: { type: "string", description: "The kind, in words" },
    detail: { type: "string", description: "What happened, and what to do next" },
    operation: { type: "string", description: "Operation that failed" },
    error: { description: "The operation's own error, with what it says besides its message" },
    errors: {
      type: "array",
      description: "What is wrong with the input",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: {
          pointer: { type: "string", description: "JSON pointer to the field; empty for the whole" },
          detail: { type: "string", description: "What is wrong with it" }
        }
      }
    }
  }
}

const problems = {
  "400": "The request cannot be read",
  "401": "Nobody is known to ask, or the credential is refused",
  "403": "Who asks may not have this done",
  "404": "It is not there, or not there for who asks",
  "409": "It does not agree with how things are now",
  "412": "The project has changed since the version of If-Match",
  "413": "The body is too large",
  "415": "The body is not JSON",
  "422": "The input is not valid",
  "429": "Too many requests",
  "500": "LayerCake failed",
  "503": "The store does not answer, or the server is stopping"
} as const

const statusesFrom = (first: "4" | "5") =>
  Object.entries(problems)
    .filter(([status]) => status.startsWith(first))
    .map(([status, meaning]) => `${status}: ${meaning}.`)
    .join(" ")

const problemResponse = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: referenceTo("Problem") } }
})

export const problemResponses = {
  Refused: problemResponse(statusesFrom("4")),
  Failed: problemResponse(statusesFrom("5"))
}

/** Responses of any operation. */
export const failures = {
  "4XX": { $ref: "#/components/responses/Refused" },
  "5XX": { $ref: "#/components/responses/Failed" }
}

/** The last line of a stream that could not go on. */
export const brokenOff = {
  type: "object",
  required: ["problem"],
  additionalProperties: false,
  properties: { problem: referenceTo("Problem") }
}
