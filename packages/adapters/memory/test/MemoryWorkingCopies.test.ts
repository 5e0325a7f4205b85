import * as WorkingCopiesConformance from "@layercake/conformance/WorkingCopiesConformance"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import * as MemoryWorkingCopies from "@layercake/memory/MemoryWorkingCopies"
import { Layer } from "effect"

WorkingCopiesConformance.suite("memory", Layer.merge(MemoryWorkingCopies.layer, MemoryStore.layer))
