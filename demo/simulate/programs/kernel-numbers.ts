import { networkHere } from '../node/network-here.ts';
import { immediate, type Program } from './program.ts';

/** sysctl of a node: settings by name, with -n their values only, with -e without complaints. */
export const sysctl: Program = immediate(({ argv, machine, stdout, stderr }) => {
  const settings = networkHere(machine)?.settings;
  const flags = argv.slice(1).filter((word) => word.startsWith('-'));
  let code = 0;
  for (const name of argv.slice(1).filter((word) => !word.startsWith('-'))) {
    // A dot of a device's name is written as a slash: 'net.ipv4.conf.flannel/1.rp_filter'.
    const path = name.replaceAll(/[./]/g, (mark) => (mark === '.' ? '/' : '.'));
    const value = settings?.get(path);
    if (value !== undefined) stdout.write(flags.includes('-n') ? `${value}\n` : `${name} = ${value}\n`);
    else if (!flags.includes('-e')) {
      stderr.write(`sysctl: cannot stat /proc/sys/${path}: No such file or directory\n`);
      code = 255;
    }
  }
  return code;
});

const counters: readonly string[] = [
  'IpInReceives',
  'IpForwDatagrams',
  'IpInDiscards',
  'IpOutDiscards',
  'IpOutNoRoutes',
  'IpFragFails',
  'TcpRetransSegs',
  'UdpNoPorts',
  'UdpRcvbufErrors',
  'TcpExtListenOverflows',
  'TcpExtListenDrops',
  'TcpExtTCPTimeouts',
  'TcpExtIPReversePathFilter',
];

/** nstat: the kernel's counters. The simulation counts nothing, so they are where a machine begins. */
export const nstat: Program = immediate(({ argv, stdout }) => {
  const json = argv.some((word) => /^-\w*j/.test(word) || word === '--json');
  stdout.write(
    json
      ? `${JSON.stringify({ kernel: Object.fromEntries(counters.map((name) => [name, 0])) })}\n`
      : `#kernel\n${counters.map((name) => `${name.padEnd(32)}0                  0.0\n`).join('')}`,
  );
  return 0;
});

/** conntrack of a node: -C, how many connections are tracked, and -S, what became of them. */
export const conntrack: Program = immediate(({ argv, machine, stdout, stderr }) => {
  const settings = networkHere(machine)?.settings;
  const [, action] = argv;
  if (settings === undefined || (action !== '-C' && action !== '-S')) {
    stderr.write(`conntrack: not supported in the simulation: ${argv.join(' ')}\n`);
    return 1;
  }
  const count = settings.get('net/netfilter/nf_conntrack_count') ?? '0';
  const none = ['found', 'invalid', 'insert', 'insert_failed', 'drop', 'early_drop', 'error', 'search_restart'];
  stdout.write(action === '-C' ? `${count}\n` : `cpu=0   \t${none.map((name) => `${name}=0 `).join('')}\n`);
  return 0;
});
