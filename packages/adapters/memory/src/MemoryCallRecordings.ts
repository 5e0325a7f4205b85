/**
 * Recorded calls in memory: the reference for the port.
 */
import { CallRecordings } from "@layercake/core/port/CallRecordings"
import { type CallRecord, isSameAnswer } from "@layercake/core/recording/CallRecord"
import { Effect, Layer } from "effect"

export const make = (): CallRecordings["Service"] => {
  const records: Array<CallRecord> = []
  return {
    add: (record) =>
      Effect.sync(() => {
        const same = records.filter(({ digest }) => digest === record.digest)
        const known = same.find(({ answer }) => isSameAnswer(answer, record.answer))
        if (known !== undefined) return known.number
        records.push({ ...record, number: same.length + 1 })
        return same.length + 1
      }),
    all: Effect.sync(() => records.slice())
  }
}

export const layer: Layer.Layer<CallRecordings> = Layer.sync(CallRecordings, make)
