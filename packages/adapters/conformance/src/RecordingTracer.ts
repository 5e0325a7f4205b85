/**
 * A tracer that writes down everything its spans are told, so that a test can look for what must not be there.
 */
import { Cause, Exit, Inspectable, Tracer } from "effect"

export const recordingTracer = (seen: Array<string>): Tracer.Tracer =>
  Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      const { attribute, end, event } = span
      return Object.assign(span, {
        attribute: (key: string, value: unknown) => {
          seen.push(`${key}: ${Inspectable.toStringUnknown(value)}`)
          attribute.call(span, key, value)
        },
        event: (...args: Parameters<typeof event>) => {
          seen.push(`${args[0]}: ${Inspectable.toStringUnknown(args[2])}`)
          event.apply(span, args)
        },
        end: (...args: Parameters<typeof end>) => {
          const [, exit] = args
          if (Exit.isFailure(exit)) seen.push(`${span.name}: ${Cause.pretty(exit.cause)}`)
          end.apply(span, args)
        }
      })
    }
  })
