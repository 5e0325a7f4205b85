/**
 * Tiers as pg-boss knows them: priorities, of which it takes the higher first.
 */
import { type Tier, tiers } from "@layercake/core/store/JobQueue"

export const priorityOf = (tier: Tier): number => tiers.length - 1 - tiers.indexOf(tier)

export const tierOf = (priority: number): Tier => tiers[tiers.length - 1 - priority] ?? "low"
