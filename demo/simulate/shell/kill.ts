import { signalNamed } from '../container/process.ts';
import { complain, type Shell } from './state.ts';

/** `kill [-SIGNAL] PID…`: a negative pid is a process group, signal 0 only asks. */
export function sendSignal(shell: Shell, words: readonly string[]): number {
  const [first = '', ...others] = words.slice(1);
  const named =
    first === '-s' ? others.shift() : /^-[A-Za-z0-9]+$/.test(first) && words.length > 2 ? first.slice(1) : undefined;
  const targets = named === undefined && first !== '--' ? [first, ...others] : others;
  const signal = named === '0' ? undefined : signalNamed(named ?? 'TERM');
  if (signal === undefined && named !== '0') {
    complain(shell, `kill: ${named}: invalid signal specification`);
    return 1;
  }
  let status = 0;
  for (const target of targets.filter((one) => one !== '--')) {
    const pid = Number(target);
    const { processes } = shell.start.machine;
    const found = signal === undefined ? processes.exists(pid) : processes.kill(pid, signal);
    if (!found) {
      complain(shell, shell.dialect === 'bash' ? `kill: (${target}) - No such process` : 'kill: No such process');
      status = 1;
    }
  }
  return status;
}
