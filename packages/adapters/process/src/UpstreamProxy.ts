/**
 * The proxy this machine itself goes through, as the usual variables name it. Pure.
 */
import { plainName } from "./HostRule.ts"

export type ProxyVariables = Readonly<Record<string, string>>

/** Its address for a target, password included; none when the machine reaches the target directly. */
export const find = (
  variables: ProxyVariables,
  target: { readonly host: string; readonly port: number; readonly isHttp: boolean }
): string | undefined => {
  const read = (name: string) => variables[name.toLowerCase()] ?? variables[name.toUpperCase()]
  if (isExempt(read("no_proxy") ?? "", target.host, target.port)) return undefined
  const address = read(target.isHttp ? "http_proxy" : "https_proxy") ?? read("all_proxy")
  if (address === undefined || address === "") return undefined
  return address.includes("://") ? address : `http://${address}`
}

const isExempt = (list: string, host: string, port: number) => {
  const name = plainName(host)
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const [, domain = "", only] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
      if (only !== undefined && Number(only) !== port) return false
      const bare = domain.replace(/^\*?\./, "")
      return entry === "*" || name === bare || name.endsWith(`.${bare}`)
    })
}
