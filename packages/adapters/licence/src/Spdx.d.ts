/** The two SPDX packages come without types; these are the parts that are used here. */
declare module "spdx-expression-parse" {
  export type SpdxExpression =
    | { readonly conjunction: "and" | "or"; readonly left: SpdxExpression; readonly right: SpdxExpression }
    | { readonly license: string; readonly plus?: true; readonly exception?: string }
    | { readonly noassertion: true }
  /** Throws on what is no SPDX expression. */
  export default function parse(expression: string): SpdxExpression
}

declare module "spdx-satisfies" {
  /** Throws on what is no SPDX expression. */
  export default function satisfies(expression: string, allowed: Array<string>): boolean
}
