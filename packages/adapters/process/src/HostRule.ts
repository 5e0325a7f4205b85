/**
 * Which hosts a command may reach, as names. Pure; resolves nothing.
 */
import { Result } from "effect"

export interface HostRule {
  /** In lower case, without a dot at the end. */
  readonly name: string
  /** All names below `name`, and not `name` itself. */
  readonly isSuffix: boolean
  readonly port: number
}

/** `api.example.com`, `*.example.com`, each with `:port` or for 443. Fails with a sentence for who wrote it. */
export const parse = (text: string): Result.Result<HostRule, string> => {
  const found = /^(\*\.)?([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(?::(\d{1,5}))?$/i.exec(text.trim())
  const [, star, name = "", digits = "443"] = found ?? []
  const port = Number(digits)
  if (name === "" || port < 1 || port > 65_535) {
    return refuse(text, "write a host name such as api.example.com, *.example.com or api.example.com:8443")
  }
  if (endsInNumber(name)) return refuse(text, "write a host name, as addresses are never let through")
  if (star !== undefined && !name.includes(".")) {
    return refuse(text, "name the hosts of one owner, such as *.example.com")
  }
  return Result.succeed({ name: name.toLowerCase(), isSuffix: star !== undefined, port })
}

export const admits = (rules: ReadonlyArray<HostRule>, host: string, port: number): boolean => {
  const name = plainName(host)
  return rules.some(
    (rule) => rule.port === port && (rule.isSuffix ? name.endsWith(`.${rule.name}`) : name === rule.name)
  )
}

/** In lower case, without a dot at the end or the brackets of an IPv6 address. */
export const plainName = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "")

/** Such names are addresses in one notation or another (https://url.spec.whatwg.org/#ends-in-a-number-checker). */
export const endsInNumber = (name: string): boolean => /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/i.test(name)

const refuse = (text: string, advice: string) =>
  Result.fail(`the host ${text} cannot be let through: ${advice}`)
