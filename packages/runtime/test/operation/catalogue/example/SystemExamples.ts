import { type Examples, plain } from "../OperationExample.ts"

export const system: Examples<"system"> = {
  "system.info": plain(undefined),
  "system.version": plain(undefined),
  "system.health": plain(undefined),
  "system.doctor": plain(undefined),
  "system.features": plain(undefined),
  "system.operations": plain({ toolset: "gates", schemas: true })
}
