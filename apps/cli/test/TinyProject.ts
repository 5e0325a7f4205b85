/**
 * A brief that passes intake and a recording that answers G1 alone, so that a run ends where a person is needed.
 */
import { assert } from "@effect/vitest"
import type { Ended } from "./LayercakeProcess.ts"

export const brief = `# Room booking

## Problem

People in a small office cannot see which room is free, so they walk from door to door and interrupt each other all day
long. They want to see it at once on one page and to book a room for a time, without an account and without a manual.

## Features

- Book a room for a time
- See which rooms are free
`

const scope = `**docs/scope.md**

\`\`\`markdown
# Scope

In scope: booking a room. Out of scope: payment.
\`\`\`

**docs/register/orchestrator.json**

\`\`\`json
{ "project": { "type": "web-application", "userInterface": true } }
\`\`\`
`

export const tinyProject = {
  "rooms.md": brief,
  "recording/recording.json": JSON.stringify({
    name: "tiny",
    model: "written for this test",
    note: "Answers G1 alone",
    entries: [
      { gate: "G1", step: "scope", agent: "orchestrator", purpose: "work", attempt: 1, answer: "scope.md" },
      { gate: "G1", step: "scope", agent: "orchestrator", purpose: "work", attempt: 2, answer: "scope.md" }
    ]
  }),
  "recording/scope.md": scope
}

export const replay = ["--model", "replay:recording"]

/** It failed as a command should: a sentence on stderr, nothing on stdout, no stack trace. */
export const assertRefused = (ended: Ended, ...words: ReadonlyArray<string>): void => {
  assert.strictEqual(ended.stdout, "")
  assert.strictEqual(ended.code, 1, ended.stderr)
  assertSentence(ended.stderr)
  for (const word of words) assert.include(ended.stderr, word)
}

export const assertSentence = (stderr: string): void => {
  assert.notMatch(stderr, /^\s+at .*[(/]|\bCause\b|\[cause\]|~effect/m)
  assert.strictEqual(stderr.match(/ERROR/g)?.length ?? 0, 1, stderr)
}
