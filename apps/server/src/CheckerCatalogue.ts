/**
 * Every checker there is, by the kind of proof it makes.
 */
import * as DesignCheck from "@layercake/axe/DesignCheck"
import * as BriefCheck from "@layercake/core/check/BriefCheck"
import * as CoverageCheck from "@layercake/core/check/CoverageCheck"
import * as RequirementCheck from "@layercake/core/check/RequirementCheck"
import * as RequirementTestCheck from "@layercake/core/check/RequirementTestCheck"
import { Checkers } from "@layercake/core/port/Checkers"
import * as LicenceCheck from "@layercake/licence/LicenceCheck"
import * as SecretCheck from "@layercake/secretlint/SecretCheck"
import * as SpecificationCheck from "@layercake/specification/SpecificationCheck"
import { Layer, Option } from "effect"

const checkers = [
  BriefCheck.checker,
  RequirementCheck.checker,
  SpecificationCheck.checker,
  DesignCheck.checker,
  CoverageCheck.checker,
  RequirementTestCheck.checker,
  SecretCheck.checker,
  LicenceCheck.checker
]

export const layer = Layer.succeed(Checkers, {
  find: (kind) => Option.fromUndefinedOr(checkers.find((checker) => checker.kind === kind))
})
