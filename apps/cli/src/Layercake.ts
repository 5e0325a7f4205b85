/**
 * Every command of the command line.
 */
import { Command } from "effect/cli"
import { approveCommand, rejectCommand, reopenCommand, resolveCommand } from "./command/DecisionCommand.ts"
import { demoCommand } from "./command/DemoCommand.ts"
import { doctorCommand } from "./command/DoctorCommand.ts"
import { eventsCommand, logCommand, verifyCommand } from "./command/LogCommand.ts"
import { newCommand } from "./command/NewCommand.ts"
import { policyCommand } from "./command/PolicyCommand.ts"
import { runCommand } from "./command/RunCommand.ts"
import { showCommand } from "./command/ShowCommand.ts"
import { gatesCommand, statusCommand } from "./command/StatusCommand.ts"
import { initCommand, jobsCommand, stopCommand } from "./command/WorldCommand.ts"
import { root } from "./Root.ts"

export const layercake = root.pipe(
  Command.withSubcommands([
    initCommand,
    newCommand,
    runCommand,
    statusCommand,
    gatesCommand,
    approveCommand,
    rejectCommand,
    reopenCommand,
    resolveCommand,
    eventsCommand,
    logCommand,
    showCommand,
    verifyCommand,
    policyCommand,
    jobsCommand,
    stopCommand,
    doctorCommand,
    demoCommand
  ])
)
