import { assert, describe, it } from "@effect/vitest"
import { getConstructionPlans } from "pg-boss"
import { statements } from "../src/PgScript.ts"

describe("PgScript", () => {
  it("cuts a script at the semicolons between its statements", () => {
    assert.deepStrictEqual(statements(" select 1;\n;select 2 ; "), ["select 1", "select 2"])
    assert.deepStrictEqual(statements("select $1::text"), ["select $1::text"])
    assert.deepStrictEqual(statements(" ; "), [])
  })

  it("leaves strings, names, bodies and comments whole", () => {
    const whole = [
      `select 'it''s; one' as "a;""b"`,
      "create function f() returns void as $$ begin; end; $$ language plpgsql",
      "do $body$ select '$$;'; $body$",
      "select 1 -- one; two\n + 2",
      "select /* one; two */ 3"
    ]

    assert.deepStrictEqual(statements(whole.join(";\n")), whole)
  })

  it("keeps pg-boss's tables in one transaction", () => {
    const plan = statements(getConstructionPlans("jobs"))

    assert.deepStrictEqual([plan[0], plan.at(-1)], ["BEGIN", "COMMIT"])
    assert.isFalse(plan.slice(1, -1).some((statement) => /^(BEGIN|COMMIT)$/.test(statement)))
  })
})
