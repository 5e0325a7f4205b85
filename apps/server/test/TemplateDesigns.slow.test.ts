/**
 * The three designs that the template of the UX designer shows pass the check of designs, in a browser where there is one.
 */
import { describe, it } from "@effect/vitest"
import { passes } from "./TemplateProject.ts"

describe("the example of the ux-designer", () => {
  it.live("passes the check of designs", () => passes("designs"), 120_000)
})
