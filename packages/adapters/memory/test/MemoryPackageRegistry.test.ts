import * as PackageRegistryConformance from "@layercake/conformance/PackageRegistryConformance"
import * as MemoryPackageRegistry from "@layercake/memory/MemoryPackageRegistry"

PackageRegistryConformance.suite(
  "memory",
  MemoryPackageRegistry.layerWith({
    ...PackageRegistryConformance.samples,
    [PackageRegistryConformance.unanswered]: "the cable is out"
  })
)
