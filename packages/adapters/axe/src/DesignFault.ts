/**
 * What is wrong with one page, before it is known which file the page is.
 */
import type { Diagnostic } from "@layercake/core/proof/Proof"

export type DesignFault = Omit<Diagnostic, "path">

/** Line from 1 of an element, or of one of its attributes; undefined where the parser made the element itself. */
export type LineOf = (element: Element, attribute?: string) => number | undefined

export const designFault = (rule: string, line: number | undefined, message: string): DesignFault => ({
  severity: "error",
  rule,
  ...(line === undefined ? {} : { line }),
  message
})

/** Every element, those inside `<template>` too. */
export const allElements = (root: ParentNode): ReadonlyArray<Element> =>
  Array.from(root.querySelectorAll("*")).flatMap((element) =>
    element.localName === "template"
      ? [element, ...allElements((element as HTMLTemplateElement).content)]
      : [element]
  )
