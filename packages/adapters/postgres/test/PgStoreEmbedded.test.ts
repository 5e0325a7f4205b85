import * as PgliteClient from "../src/PgliteClient.ts"
import { storeSuites } from "./StoreSuites.ts"

storeSuites("PGlite", PgliteClient.layer({}))
