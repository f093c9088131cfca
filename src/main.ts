import { type Command, CommanderError } from 'commander';
import { exitCodeOf, exitCodes, failureText } from './commands/failure.ts';
import { surviveLostReaders } from './commands/lost-reader.ts';
import { commandLine, type Commands } from './commands/program.ts';

/** Every command loads its own code when it is called: the screen must not wait for what it does not use. */
const commands: Commands = {
  screen: async (options) => (await import('./commands/screen.ts')).showScreen(options),
  probe: async (name, options) => (await import('./commands/probe.ts')).probe(name, options),
  policy: async (name, args, options) => (await import('./commands/policy.ts')).policy(name, args, options),
  capture: async (options) => (await import('./commands/capture/capture.ts')).capture(options),
  cni: async (options) => (await import('./commands/cni/cni.ts')).cni(options),
  ciliumTest: async (options) => (await import('./commands/cni/cilium-test.ts')).ciliumTest(options),
  nodeExec: async (args, options) => (await import('./commands/node.ts')).nodeExec(args, options),
  nodeFacts: async (node, options) => (await import('./commands/node/facts.ts')).nodeFacts(node, options),
  nodeLogs: async (node, log, options) => (await import('./commands/node/logs.ts')).nodeLogs(node, log, options),
  doctor: async (options) => (await import('./commands/doctor.ts')).doctor(options),
  read: async (tool, file, options) => {
    const command = await import('./commands/read.ts');
    return tool === undefined ? command.listReaders(options.output) : command.read(tool, file, options);
  },
  cleanup: async (options) => (await import('./commands/cleanup.ts')).cleanup(options),
  contexts: async (options) => (await import('./commands/contexts.ts')).contexts(options),
  rbac: async (options) => (await import('./commands/rbac.ts')).rbac(options),
  completion: async (shell) => (await import('./commands/help.ts')).completion(shell),
  help: async (program, words) => (await import('./commands/help.ts')).help(program, words),
  demo: async (options) => (await import('./commands/demo.ts')).demo(options),
  demoFaults: async (options) => (await import('./commands/demo.ts')).listFaults(options),
  demoFault: async (name, on, options) => (await import('./commands/demo.ts')).switchFault(name, on, options),
};

/** Makes commander throw instead of ending the process, in every command of the tree. */
function throwInsteadOfExit(command: Command): Command {
  command.exitOverride();
  for (const child of command.commands) throwInsteadOfExit(child);
  return command;
}

/** Runs plumbline with these arguments (without node and script) and sets the process's exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  surviveLostReaders();
  const program = throwInsteadOfExit(
    commandLine(commands, (exitCode) => {
      process.exitCode = exitCode;
    }),
  );
  try {
    // What follows is half typed: it is no command line yet, and goes past the reading of one.
    if (argv[0] === '__complete') {
      const { answerCompletion } = await import('./commands/completion/answer.ts');
      process.stdout.write(await answerCompletion(program, argv.slice(1)));
      return;
    }
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // commander has said it already; asking for help or the version is no error.
      process.exitCode = error.exitCode === 0 ? exitCodes.works : exitCodes.usage;
      return;
    }
    process.stderr.write(failureText(error));
    process.exitCode = exitCodeOf(error);
  }
}
