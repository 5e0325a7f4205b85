import * as RepositoryConformance from "@layercake/conformance/RepositoryConformance"
import * as GitRepository from "@layercake/git/GitRepository"
import { prepare } from "./GitWorld.ts"

RepositoryConformance.suite("git", GitRepository.layer, { prepare })
