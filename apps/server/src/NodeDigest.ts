/**
 * Digests for a host on Node: small contents at once, since handing one to a thread takes longer than its digest; large
 * ones on a thread, so that nobody waits for them.
 */
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { Effect, Layer } from "effect"
import { Digest } from "effect/crypto"

/** Bytes up to which it is done at once: some 40 us of SHA-256, against 60 and more to ask a thread. */
const small = 64 * 1024

export const layer: Layer.Layer<Digest.Digest> = Layer.effect(
  Digest.Digest,
  Effect.gen(function* () {
    const here = yield* Effect.provide(Digest.Digest, NodeCrypto.layerDigest)
    const onThread = yield* Effect.provide(Digest.Digest, Digest.layerWebCrypto)
    const by = (data: Uint8Array) => (data.length > small ? onThread : here)
    return Digest.Digest.of({
      digest: (algorithm, data) => by(data).digest(algorithm, data),
      digestHex: (algorithm, data) => by(data).digestHex(algorithm, data)
    })
  })
)
