import { signalNamed, type SignalName, signalNumbers } from '../container/process.ts';
import { parseDuration } from './basics.ts';
import { parseOptions } from './options.ts';
import type { Program } from './program.ts';

/** timeout: runs a program in a process group of its own, 124 when its time was up, 137 after -k. */
export const timeout: Program = async (start) => {
  const { argv, machine, process, stderr } = start;
  const options = parseOptions(
    argv.slice(1),
    'k:s:v',
    {
      'kill-after': { value: true, as: 'k' },
      signal: { value: true, as: 's' },
      foreground: { value: false },
      'preserve-status': { value: false },
    },
    true,
  );
  const [durationText = '', ...words] = options.operands;
  const duration = parseDuration(durationText);
  const signal = signalNamed(options.text('s') ?? 'TERM');
  const name = words[0];
  if (options.unknown !== undefined || duration === undefined || signal === undefined || name === undefined) {
    stderr.write(
      duration === undefined && durationText !== ''
        ? `timeout: invalid time interval '${durationText}'\n`
        : "timeout: missing operand\nTry 'timeout --help' for more information.\n",
    );
    return 125;
  }
  const program = machine.has(name) ? start.findProgram(name) : undefined;
  if (program === undefined) {
    stderr.write(
      machine.has(name)
        ? `timeout: not supported in the simulation: ${name}\n`
        : machine.busybox
          ? `timeout: can't execute '${name}': No such file or directory\n`
          : `timeout: failed to run command '${name}': No such file or directory\n`,
    );
    return 127;
  }
  process.leadGroup();
  const child = machine.processes.spawn(name, (own) => program({ ...start, argv: words, process: own }), {
    parent: process,
  });
  const send = (what: SignalName) => {
    for (const member of machine.processes.list()) {
      if (member.group === process.group && member !== process) {
        member.signal(what);
      }
    }
  };
  for (const passed of ['TERM', 'INT', 'HUP'] as const) {
    process.trap(passed, () => send(passed));
  }
  const ended = child.exitCode.then((code) => ({ code }));
  const limit = duration === 0 ? Number.POSITIVE_INFINITY : duration;
  const first = await Promise.race([ended, process.sleep(limit)]);
  if (first !== undefined) {
    return first.code;
  }
  send(signal);
  const grace = parseDuration(options.text('k') ?? '');
  const second = grace === undefined ? await process.wait(ended) : await Promise.race([ended, process.sleep(grace)]);
  if (second === undefined) {
    send('KILL');
    return 128 + signalNumbers.KILL;
  }
  return options.has('preserve-status') ? second.code : machine.busybox ? 128 + signalNumbers[signal] : 124;
};
