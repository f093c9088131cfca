import { emptyInput, inputOf, nullOutput, type Output } from '../container/streams.ts';
import { connectErrors } from '../network/connect.ts';
import { connectPatiently } from '../programs/connect-patiently.ts';
import { readFile } from '../programs/files.ts';
import { lookup } from '../programs/lookup.ts';
import type { Redirection } from './ast.ts';
import { expandText, type Substitutor } from './expand.ts';
import { complain, type Descriptor, outputOf, type Shell } from './state.ts';

/**
 * Applies redirections to the shell's own descriptors; the caller restores them. False, with the shell's complaint
 * written, when one could not be opened.
 */
export async function redirect(
  shell: Shell,
  redirections: readonly Redirection[],
  substitutor: Substitutor,
): Promise<boolean> {
  for (const redirection of redirections) {
    const target = await expandText(shell, redirection.target, substitutor);
    if (redirection.operator === '<<<') {
      shell.descriptors.set(redirection.descriptor, { input: inputOf(Buffer.from(`${target}\n`)) });
      continue;
    }
    if (redirection.operator === '<&' || redirection.operator === '>&') {
      const source = shell.descriptors.get(Number(target));
      if (target === '-') {
        closeDescriptor(shell, redirection.descriptor);
      } else if (source === undefined) {
        complain(shell, `${target}: Bad file descriptor`);
        return false;
      } else {
        shell.descriptors.set(redirection.descriptor, source);
      }
      continue;
    }
    const opened = await open(shell, target, redirection.operator);
    if (opened === undefined) {
      return false;
    }
    shell.descriptors.set(redirection.descriptor, opened);
  }
  return true;
}

/** A closed socket tells its other side; files and pipes of others stay as they are. */
function closeDescriptor(shell: Shell, descriptor: number): void {
  const closed = shell.descriptors.get(descriptor);
  shell.descriptors.delete(descriptor);
  if (closed?.input !== undefined && closed.output !== undefined) {
    closed.output.close();
  }
}

async function open(shell: Shell, path: string, operator: '<' | '>' | '>>' | '<>'): Promise<Descriptor | undefined> {
  const substitution = shell.substitutions.get(path);
  if (substitution !== undefined) {
    return operator === '<>' ? withoutEnd(substitution) : substitution;
  }
  if (path === '/dev/null') {
    return { input: emptyInput, output: nullOutput };
  }
  const standard = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 }[path] ?? descriptorOf(path);
  if (standard !== undefined) {
    return shell.descriptors.get(standard);
  }
  const socket = /^\/dev\/tcp\/([^/]+)\/(\d+)$/.exec(path);
  if (socket !== null && shell.dialect === 'bash') {
    return openSocket(shell, path, socket[1] ?? '', Number(socket[2]));
  }
  const files = shell.start.machine.files;
  if (operator === '<') {
    const content = readFile(shell.start.machine, path);
    if (content === undefined) {
      complain(shell, cannotOpen(shell, path));
      return undefined;
    }
    return { input: inputOf(content) };
  }
  if (path.startsWith('/dev/') || path.startsWith('/proc/') || path.startsWith('/sys/')) {
    complain(shell, cannotOpen(shell, path));
    return undefined;
  }
  const before = operator === '>' ? undefined : readFile(shell.start.machine, path);
  files.set(path, before ?? Buffer.alloc(0));
  return {
    input: inputOf(before ?? Buffer.alloc(0)),
    output: fileOutput((data) => files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), data]))),
  };
}

/** A pipe opened for both directions keeps a writer of its own: reading it waits for ever instead of ending. */
function withoutEnd(descriptor: Descriptor): Descriptor {
  const { input } = descriptor;
  return input === undefined
    ? descriptor
    : { ...descriptor, input: { ...input, read: async () => (await input.read()) ?? new Promise<never>(() => {}) } };
}

function descriptorOf(path: string): number | undefined {
  const match = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path);
  return match === null ? undefined : Number(match[1]);
}

function fileOutput(append: (data: Buffer) => void): Output {
  return { write: (data) => append(Buffer.from(data)), close: () => {} };
}

function cannotOpen(shell: Shell, path: string): string {
  if (shell.dialect === 'bash') {
    return `${path}: No such file or directory`;
  }
  return shell.start.machine.busybox ? `can't open ${path}: no such file` : `cannot open ${path}: No such file`;
}

async function openSocket(shell: Shell, path: string, host: string, port: number): Promise<Descriptor | undefined> {
  const target = await lookup(shell.start, host);
  if (!target.found) {
    outputOf(shell, 2)?.write(`bash: line 1: ${host}: ${target.reason}\n`);
    complain(shell, `${path}: Invalid argument`);
    return undefined;
  }
  const result = await connectPatiently(shell.start, target.address, port);
  if (result.kind !== 'open') {
    const reason = result.kind === 'timeout' ? 'Connection timed out' : connectErrors[result.kind];
    outputOf(shell, 2)?.write(`bash: connect: ${reason}\n`);
    complain(shell, `${path}: ${reason}`);
    return undefined;
  }
  const { connection } = result;
  shell.start.process.onExit(() => connection.sent.close());
  return { input: connection.received, output: connection.sent };
}
