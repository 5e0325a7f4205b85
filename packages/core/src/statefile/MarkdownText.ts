/**
 * Parts of Markdown texts that stay what they are whatever is put into them. Pure.
 */

export const heading = (title: string, project: string): string => `# ${title}: ${cell(project)}`

/** On one line, and with nothing that would end a cell. */
export const cell = (text: string): string => text.replace(/\s+/g, " ").trim().replaceAll("|", "\\|")

export const bullets = (lines: ReadonlyArray<string>): string =>
  lines.map((line) => `- ${cell(line)}`).join("\n")

export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  rows.length === 0
    ? "Nothing yet."
    : [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n")
