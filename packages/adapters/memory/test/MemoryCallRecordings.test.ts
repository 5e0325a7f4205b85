import * as CallRecordingsConformance from "@layercake/conformance/CallRecordingsConformance"
import * as MemoryCallRecordings from "@layercake/memory/MemoryCallRecordings"

CallRecordingsConformance.suite("memory", MemoryCallRecordings.layer)
