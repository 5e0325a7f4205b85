/**
 * Every command of the command line.
 */
import { Command } from "effect/cli"
import { buildCommand } from "./command/BuildCommand.ts"
import { allowCommand, costCommand } from "./command/CostCommand.ts"
import { accountCommand } from "./command/AccountCommand.ts"
import { agentsCommand } from "./command/AgentsCommand.ts"
import { approveCommand, rejectCommand, reopenCommand, resolveCommand } from "./command/DecisionCommand.ts"
import { claimCommand, claimsCommand, releaseCommand, withdrawCommand } from "./command/ClaimCommand.ts"
import { callCommand, operationsCommand } from "./command/CallCommand.ts"
import { demoCommand } from "./command/DemoCommand.ts"
import { designsCommand } from "./command/DesignsCommand.ts"
import { doctorCommand } from "./command/DoctorCommand.ts"
import { eraseCommand } from "./command/EraseCommand.ts"
import { atCommand, diffCommand, forkCommand } from "./command/HistoryCommand.ts"
import { eventsCommand, logCommand } from "./command/LogCommand.ts"
import { jobsCommand } from "./command/JobsCommand.ts"
import { memberCommand } from "./command/MemberCommand.ts"
import { newCommand } from "./command/NewCommand.ts"
import { policyCommand } from "./command/PolicyCommand.ts"
import { projectionsCommand } from "./command/ProjectionCommand.ts"
import { promptCommand } from "./command/PromptCommand.ts"
import { recordingCommand } from "./command/RecordingCommand.ts"
import { runCommand } from "./command/RunCommand.ts"
import { serveCommand } from "./command/ServeCommand.ts"
import { showCommand } from "./command/ShowCommand.ts"
import { gatesCommand, statusCommand } from "./command/StatusCommand.ts"
import { submitCommand } from "./command/SubmitCommand.ts"
import { taskCommand } from "./command/TaskCommand.ts"
import { tokenCommand } from "./command/TokenCommand.ts"
import { traceCommand } from "./command/TraceCommand.ts"
import { exportCommand, importCommand } from "./command/TransferCommand.ts"
import { verifyCommand } from "./command/VerifyCommand.ts"
import { webhookCommand } from "./command/WebhookCommand.ts"
import { workerCommand } from "./command/WorkerCommand.ts"
import { tamperCommand } from "./command/TamperCommand.ts"
import { watchCommand } from "./command/WatchCommand.ts"
import { loginCommand, logoutCommand, profileCommand } from "./command/ProfileCommand.ts"
import { initCommand, stopCommand } from "./command/WorldCommand.ts"
import { root } from "./Root.ts"

export const layercake = root.pipe(
  Command.withSubcommands([
    { group: "Begin", commands: [initCommand, newCommand, demoCommand, doctorCommand] },
    {
      group: "Work",
      commands: [
        runCommand,
        workerCommand,
        serveCommand,
        taskCommand,
        buildCommand,
        policyCommand,
        allowCommand,
        stopCommand
      ]
    },
    {
      group: "See where it stands",
      commands: [
        statusCommand,
        gatesCommand,
        watchCommand,
        logCommand,
        eventsCommand,
        costCommand,
        traceCommand
      ]
    },
    {
      group: "Decide",
      commands: [approveCommand, rejectCommand, reopenCommand, resolveCommand, tamperCommand]
    },
    {
      group: "What was made",
      commands: [showCommand, designsCommand, promptCommand, agentsCommand, recordingCommand]
    },
    {
      group: "Do an agent's work",
      commands: [claimsCommand, claimCommand, submitCommand, releaseCommand, withdrawCommand]
    },
    {
      group: "Look back, go on from there",
      commands: [
        atCommand,
        diffCommand,
        forkCommand,
        verifyCommand,
        exportCommand,
        importCommand,
        eraseCommand
      ]
    },
    {
      group: "A server and who may use it",
      commands: [
        profileCommand,
        loginCommand,
        logoutCommand,
        accountCommand,
        memberCommand,
        tokenCommand,
        webhookCommand
      ]
    },
    { group: "Everything else", commands: [callCommand, operationsCommand, jobsCommand, projectionsCommand] }
  ])
)
