/**
 * The keys of the cost board's rows. An agent run's row stands under the run's id, which has no colon before its first
 * dot.
 */
export const total = "total"
export const gateKey = (gate: string): string => `gate:${gate}`
export const agentKey = (agent: string): string => `agent:${agent}`
export const purposeKey = (purpose: string): string => `purpose:${purpose}`
export const modelKey = (model: string): string => `model:${model}`
/** The repairs of one kind of proof at a gate, since its work was last started afresh. */
export const repairKey = (gate: string, kind: string): string => `repair:${gate}/${kind}`
export const monthKey = (month: string): string => `month:${month}`

/** What a row adds up, and the name of that; undefined for one agent run. */
export const sumOf = (key: string): readonly [of: string, name: string] | undefined => {
  if (key === total) return [total, total]
  const found = /^(gate|agent|purpose|model|repair|month):(.*)$/s.exec(key)
  return found === null ? undefined : [found[1] ?? "", found[2] ?? ""]
}
