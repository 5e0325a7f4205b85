import * as ParsedSpecifications from "@layercake/specification/ParsedSpecifications"
import { suite } from "@layercake/conformance/SpecificationReaderConformance"

suite("ParsedSpecifications", ParsedSpecifications.layer)
