import type { Machine } from '../container/machine.ts';
import { readFile, listDirectory } from './files.ts';
import { immediate, type Program } from './program.ts';
import { copy } from './relay.ts';

/** cat: files, and stdin for '-' or without arguments. */
export const cat: Program = async (start) => {
  const { argv, machine, process, stdin, stdout, stderr } = start;
  const files = argv.slice(1).filter((word) => word === '-' || !word.startsWith('-'));
  let code = 0;
  for (const file of files.length > 0 ? files : ['-']) {
    if (file === '-') {
      await process.wait(copy(stdin, stdout));
      continue;
    }
    const content = readFile(machine, file);
    if (content === undefined) {
      stderr.write(
        machine.busybox
          ? `cat: can't open '${file}': No such file or directory\n`
          : `cat: ${file}: No such file or directory\n`,
      );
      code = 1;
    } else {
      stdout.write(content);
    }
  }
  return code;
};

/** ls: names, one each line; of several folders each with its name before. */
export const ls: Program = immediate(({ argv, machine, stdout, stderr }) => {
  const paths = argv.slice(1).filter((word) => !word.startsWith('-'));
  let code = 0;
  for (const path of paths.length > 0 ? paths : ['/']) {
    const names = listDirectory(machine, path) ?? (readFile(machine, path) === undefined ? undefined : [path]);
    if (names === undefined) {
      stderr.write(
        machine.busybox
          ? `ls: ${path}: No such file or directory\n`
          : `ls: cannot access '${path}': No such file or directory\n`,
      );
      code = machine.busybox ? 1 : 2;
    } else {
      const isFolder = paths.length > 1 && listDirectory(machine, path) !== undefined;
      stdout.write(`${isFolder ? `${path}:\n` : ''}${names.map((name) => `${name}\n`).join('')}`);
    }
  }
  return code;
});

/** sleep: seconds with a fraction or a unit, several add up. */
export const sleep: Program = async ({ argv, process, stderr }) => {
  const durations = argv.slice(1).map(parseDuration);
  const wrong = durations.indexOf(undefined);
  if (durations.length === 0 || wrong >= 0) {
    stderr.write(
      durations.length === 0 ? 'sleep: missing operand\n' : `sleep: invalid time interval '${argv[wrong + 1]}'\n`,
    );
    return 1;
  }
  await process.sleep(durations.reduce<number>((sum, one) => sum + (one ?? 0), 0));
  return 0;
};

/** Milliseconds of '5', '0.2', '2m'; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (text === 'infinity') return Number.MAX_SAFE_INTEGER;
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  const unit = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match?.[2] ?? ''] ?? 1000;
  return match === null ? undefined : Number(match[1]) * unit;
}

/** The name of the host that a program sees: the pod's, or its node's where the pod has the node's network. */
function hostName(machine: Machine): string {
  const { hostNetwork, name, node } = machine.pod();
  return hostNetwork ? node : name;
}

/** hostname; -i tells the address. */
export const hostname: Program = immediate(({ argv, machine, stdout }) => {
  const pod = machine.pod();
  stdout.write(`${argv.some((word) => /^-[iI]$/.test(word)) ? pod.address : hostName(machine)}\n`);
  return 0;
});

/** env and printenv, without running anything. */
export const env: Program = immediate(({ argv, environment, stdout, stderr }) => {
  const [name, more] = argv.slice(1);
  if (argv[0] === 'env' && name !== undefined) {
    stderr.write('env: running a program is not supported in the simulation\n');
    return 125;
  }
  if (name === undefined) {
    stdout.write([...environment].map(([key, value]) => `${key}=${value}\n`).join(''));
    return 0;
  }
  const value = more === undefined ? environment.get(name) : undefined;
  stdout.write(value === undefined ? '' : `${value}\n`);
  return value === undefined ? 1 : 0;
});

/** id: root, as in most images. */
export const id: Program = immediate(({ argv, stdout }) => {
  const flag = argv[1] ?? '';
  stdout.write(/^-[ugG]$/.test(flag) ? '0\n' : flag === '-un' ? 'root\n' : 'uid=0(root) gid=0(root) groups=0(root)\n');
  return 0;
});

/** uname: a Linux like the demo's nodes say. */
export const uname: Program = immediate(({ argv, machine, stdout }) => {
  const flag = argv[1] ?? '-s';
  const parts: Readonly<Record<string, string>> = {
    '-s': 'Linux',
    '-n': hostName(machine),
    '-r': '6.1.0-28-amd64',
    '-m': 'x86_64',
  };
  stdout.write(
    `${parts[flag] ?? `Linux ${hostName(machine)} 6.1.0-28-amd64 #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux`}\n`,
  );
  return 0;
});

/** date: now in UTC; of the formats only those made of %s, %N and %F %T. */
export const date: Program = immediate(({ argv, stdout, machine }) => {
  const format = argv.slice(1).find((word) => word.startsWith('+'));
  const now = new Date();
  const nanoseconds = machine.busybox ? '%N' : String((Date.now() % 1000) * 1_000_000).padStart(9, '0');
  const iso = now.toISOString();
  stdout.write(
    format === undefined
      ? `${now.toUTCString()}\n`
      : `${format
          .slice(1)
          .replaceAll('%s', String(Math.floor(now.getTime() / 1000)))
          .replaceAll('%3N', nanoseconds.slice(0, 3))
          .replaceAll('%N', nanoseconds)
          .replaceAll('%F', iso.slice(0, 10))
          .replaceAll('%T', iso.slice(11, 19))}\n`,
  );
  return 0;
});

/** ps: the processes that were exec'ed; pid 1 is the container's own. */
export const ps: Program = immediate(({ machine, stdout }) => {
  const rows = [{ pid: 1, name: machine.container.container }, ...machine.processes.list()].map(
    (process) => `${String(process.pid).padStart(5)} root      0:00 ${process.name}\n`,
  );
  stdout.write(`PID   USER     TIME  COMMAND\n${rows.join('')}`);
  return 0;
});

/** which: the path of each program, 1 when one is missing. */
export const which: Program = immediate(({ argv, machine, stdout }) => {
  const names = argv.slice(1);
  const found = names.filter((name) => machine.has(name));
  stdout.write(found.map((name) => `/usr/bin/${name}\n`).join(''));
  return found.length === names.length && names.length > 0 ? 0 : 1;
});
