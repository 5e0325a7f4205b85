/**
 * Judges one licence as a package states it, an SPDX expression or not, against a list of allowed licences. Knows no
 * packages.
 */
import { Result } from "effect"
import parse, { type SpdxExpression } from "spdx-expression-parse"
import satisfies from "spdx-satisfies"

/**
 * Licences that ask for no more than notices, or share-alike within a file: they let a product be sold and kept closed.
 * SPDX identifiers, each alone or `WITH` an exception.
 */
export const permissiveLicences: ReadonlyArray<string> = `
  0BSD Apache-2.0 Artistic-2.0 BlueOak-1.0.0 BSD-1-Clause BSD-2-Clause BSD-2-Clause-Patent BSD-3-Clause
  BSD-3-Clause-Clear BSL-1.0 CC-BY-3.0 CC-BY-4.0 CC0-1.0 ISC MIT MIT-0 MPL-2.0 NCSA OFL-1.1 PostgreSQL PSF-2.0
  Python-2.0 Unicode-3.0 Unicode-DFS-2016 Unlicense W3C WTFPL X11 Zlib
`
  .trim()
  .split(/\s+/)

/** `unknown`: the text is no SPDX expression, so nobody can say without reading the licence itself. */
export type LicenceVerdict = "allowed" | "refused" | "unknown"

/** An `OR` needs one side that is allowed, an `AND` both. */
export const judgeLicence = (expression: string, allowed: ReadonlyArray<string>): LicenceVerdict =>
  expression.length > expressionLimit
    ? "unknown"
    : Result.match(
        Result.try(() => isAllowed(parse(expression.trim()), allowed)),
        { onFailure: () => "unknown", onSuccess: (holds) => (holds ? "allowed" : "refused") }
      )

/** What in the list is not one SPDX licence. */
export const unusableLicences = (allowed: ReadonlyArray<string>): ReadonlyArray<string> =>
  allowed.filter((licence) => Result.isFailure(Result.try(() => satisfies("MIT", [licence]))))

/** Longer ones are no honest statement. */
const expressionLimit = 1000

/** Evaluated here and asked for each part alone, because `spdx-satisfies` multiplies out nested expressions. */
const isAllowed = (expression: SpdxExpression, allowed: ReadonlyArray<string>): boolean => {
  if ("conjunction" in expression) {
    const left = isAllowed(expression.left, allowed)
    const right = isAllowed(expression.right, allowed)
    return expression.conjunction === "and" ? left && right : left || right
  }
  if (!("license" in expression)) return false
  const exception = expression.exception === undefined ? "" : ` WITH ${expression.exception}`
  const licence = `${expression.license}${expression.plus === true ? "+" : ""}${exception}`
  return Result.getOrElse(
    Result.try(() => satisfies(licence, [...allowed])),
    () => false
  )
}
