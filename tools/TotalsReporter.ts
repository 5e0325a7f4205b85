/**
 * Closes a test run with the one line that scripts look for: `N passed, N failed, N skipped`.
 */
import type { Reporter, TestModule } from "vitest/node"

export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<unknown>): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    const names: Array<string> = []
    for (const module of modules)
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        count[state] += 1
        if (state === "skipped") names.push(test.fullName)
      }
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length
    if (names.length > 0) console.log(`\nSkipped:\n${names.map((name) => `  ${name}`).join("\n")}`)
    // A test that never ended, or a module that did not load, is no pass.
    process.on("exit", () => {
      console.log(
        `\n${count.passed} passed, ${count.failed + count.pending + broken} failed, ${count.skipped} skipped`
      )
    })
  }
}
