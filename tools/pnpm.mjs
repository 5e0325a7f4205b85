/** The pnpm that the workspace is installed and packed with, as npx takes it: machines without pnpm do. */
export const pnpm = "pnpm@12.21.0"
