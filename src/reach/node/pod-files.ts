import { withoutCarriers } from '../../consent/carriers.ts';

/** Programs that are there to look names up, whatever they are told. */
const resolvers: ReadonlySet<string> = new Set(['dig', 'nslookup', 'host', 'getent']);

/**
 * Whether it matters to a program whose files it finds: its resolv.conf where it may look a name up (it does nothing else,
 * or an argument could be a name), and /sys, which shows the network that it was mounted in. Rather once too often: flags
 * and numbers with a unit are told apart, and no more. Pure.
 */
export function usesPodFiles(argv: readonly string[]): boolean {
  const [program = '', ...args] = withoutCarriers(argv);
  if (resolvers.has(program)) return true;
  // A script of plumbline's own: its text is no argument, what follows is, $0 too.
  const given = args[0] === '-c' && (program === 'sh' || program === 'bash') ? args.slice(2) : args;
  return given.some((arg) => /^\/(sys|etc)\//.test(arg) || couldBeName(hostOf(arg)));
}

function hostOf(arg: string): string {
  const [, host = arg] = /^[a-z]+:\/\/(\[[^\]]*\]|[^/:]+)/.exec(arg) ?? [];
  return host;
}

function couldBeName(text: string): boolean {
  if (text.startsWith('-') || !/[a-z]/i.test(text)) return false;
  // An address of version 6, a number with a unit, a path.
  return !text.includes(':') && !/^\d+(\.\d+)?[a-z]{0,2}$/i.test(text) && !text.startsWith('/');
}
