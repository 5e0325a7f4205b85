/**
 * The prices in force. A host that knows the user's own gives them here.
 */
import { Context } from "effect"
import type { PriceTable } from "./ModelPrice.ts"
import { standardPrices } from "./StandardPrices.ts"

/** The standard table when nobody gives another. */
export const CurrentPrices = Context.Reference<PriceTable>("@layercake/core/cost/CurrentPrices", {
  defaultValue: () => ({ own: [], standard: standardPrices })
})
