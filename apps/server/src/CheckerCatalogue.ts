/**
 * Every checker there is, by the kind of proof it makes.
 */
import * as DesignCheck from "@layercake/axe/DesignCheck"
import * as RenderedDesignCheck from "@layercake/browser/RenderedDesignCheck"
import * as BriefCheck from "@layercake/core/check/BriefCheck"
import * as CoverageCheck from "@layercake/core/check/CoverageCheck"
import * as RequirementCheck from "@layercake/core/check/RequirementCheck"
import * as RequirementTestCheck from "@layercake/core/check/RequirementTestCheck"
import { Checkers } from "@layercake/core/port/Checkers"
import * as LicenceCheck from "@layercake/licence/LicenceCheck"
import * as SecretCheck from "@layercake/secretlint/SecretCheck"
import * as ContractCheck from "@layercake/specification/ContractCheck"
import * as SpecificationCheck from "@layercake/specification/SpecificationCheck"
import { Config, Effect, Layer, Option } from "effect"

const checkers = [
  BriefCheck.checker,
  RequirementCheck.checker,
  SpecificationCheck.checker,
  ContractCheck.checker,
  CoverageCheck.checker,
  RequirementTestCheck.checker,
  SecretCheck.checker,
  LicenceCheck.checker
]

/** Designs are shown in the browser at `LAYERCAKE_CHROMIUM`, or in the one that the machine has, if any. */
export const layer = Layer.effect(
  Checkers,
  Effect.gen(function* () {
    const executable = yield* Config.option(Config.NonEmptyString("LAYERCAKE_CHROMIUM"))
    const all = [...checkers, yield* RenderedDesignCheck.make(DesignCheck.checker, { executable })]
    return Checkers.of({
      find: (kind) => Option.fromUndefinedOr(all.find((checker) => checker.kind === kind))
    })
  })
)
