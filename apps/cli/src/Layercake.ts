/**
 * Every command of the command line.
 */
import { Command } from "effect/cli"
import { approveCommand, rejectCommand, reopenCommand, resolveCommand } from "./command/DecisionCommand.ts"
import { demoCommand } from "./command/DemoCommand.ts"
import { doctorCommand } from "./command/DoctorCommand.ts"
import { eraseCommand } from "./command/EraseCommand.ts"
import { atCommand, diffCommand, forkCommand } from "./command/HistoryCommand.ts"
import { eventsCommand, logCommand } from "./command/LogCommand.ts"
import { jobsCommand } from "./command/JobsCommand.ts"
import { newCommand } from "./command/NewCommand.ts"
import { policyCommand } from "./command/PolicyCommand.ts"
import { projectionsCommand } from "./command/ProjectionCommand.ts"
import { runCommand } from "./command/RunCommand.ts"
import { showCommand } from "./command/ShowCommand.ts"
import { gatesCommand, statusCommand } from "./command/StatusCommand.ts"
import { exportCommand, importCommand } from "./command/TransferCommand.ts"
import { verifyCommand } from "./command/VerifyCommand.ts"
import { workerCommand } from "./command/WorkerCommand.ts"
import { initCommand, stopCommand } from "./command/WorldCommand.ts"
import { root } from "./Root.ts"

export const layercake = root.pipe(
  Command.withSubcommands([
    initCommand,
    newCommand,
    runCommand,
    workerCommand,
    statusCommand,
    gatesCommand,
    approveCommand,
    rejectCommand,
    reopenCommand,
    resolveCommand,
    eventsCommand,
    logCommand,
    showCommand,
    atCommand,
    diffCommand,
    forkCommand,
    verifyCommand,
    exportCommand,
    importCommand,
    eraseCommand,
    projectionsCommand,
    policyCommand,
    jobsCommand,
    stopCommand,
    doctorCommand,
    demoCommand
  ])
)
