import * as AccessTokensConformance from "@layercake/conformance/AccessTokensConformance"
import * as PasswordHasherConformance from "@layercake/conformance/PasswordHasherConformance"
import * as MemoryAccessTokens from "../src/MemoryAccessTokens.ts"
import * as MemoryPasswordHasher from "../src/MemoryPasswordHasher.ts"

PasswordHasherConformance.suite("memory", MemoryPasswordHasher.layer)
AccessTokensConformance.suite("memory", MemoryAccessTokens.layer)
