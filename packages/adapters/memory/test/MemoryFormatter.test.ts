import * as FormatterConformance from "@layercake/conformance/FormatterConformance"
import * as MemoryFormatter from "@layercake/memory/MemoryFormatter"

FormatterConformance.suite("memory", MemoryFormatter.layer)
