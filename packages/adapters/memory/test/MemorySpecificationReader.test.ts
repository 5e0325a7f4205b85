import { suite } from "@layercake/conformance/SpecificationReaderConformance"
import * as MemorySpecificationReader from "@layercake/memory/MemorySpecificationReader"

suite("MemorySpecificationReader", MemorySpecificationReader.layer)
