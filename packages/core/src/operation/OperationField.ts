/**
 * What the fields of operations have in common: how a field is described, and the project that most operations name.
 */
import { ProjectId } from "../project/Project.ts"

export const about = (description: string) => ({ description })

export const project = { project: ProjectId.annotate(about("The project's id")) }
