import type { Machine } from '../container/machine.ts';
import { searchDomains } from '../network/resolve.ts';
import { filesOfNode } from '../node/files-of-node.ts';
import { networkHere } from '../node/network-here.ts';

/** The text of a file in the container: what the kubelet writes there, or what programs wrote; undefined when absent. */
export function readFile(machine: Machine, path: string): Buffer | undefined {
  const written = machine.files.get(path);
  if (written !== undefined) {
    return written;
  }
  const text =
    processFile(machine, path) ??
    kernelFile(machine, path) ??
    filesOfNode(machine)?.get(path) ??
    givenFile(machine, path);
  return text === undefined ? undefined : Buffer.from(text);
}

/** A setting of the node's kernel, where it is seen. */
function kernelFile(machine: Machine, path: string): string | undefined {
  const setting = path.startsWith('/proc/sys/net/') ? path.slice('/proc/sys/'.length) : undefined;
  const value = setting === undefined ? undefined : networkHere(machine)?.settings.get(setting);
  return value === undefined ? undefined : `${value}\n`;
}

function givenFile(machine: Machine, path: string): string | undefined {
  const pod = machine.pod();
  switch (path) {
    case '/etc/resolv.conf':
      return `search ${searchDomains(machine).join(' ')}\nnameserver ${machine.state().world.dnsAddress}\noptions ndots:5\n`;
    case '/etc/hosts':
      return `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n${pod.address}\t${pod.name}\n`;
    case '/etc/hostname':
      return `${pod.name}\n`;
    case '/etc/os-release':
      return machine.busybox
        ? 'NAME="Alpine Linux"\nID=alpine\nPRETTY_NAME="Alpine Linux v3.22"\n'
        : 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n';
    case '/sys/class/net/eth0/mtu':
      return '1450\n';
    case '/proc/sys/net/ipv4/ip_forward':
      return '1\n';
    case '/var/run/secrets/kubernetes.io/serviceaccount/namespace':
      return `${pod.namespace}\n`;
    default:
      return undefined;
  }
}

/** /proc/PID/stat of a running process; its start time, field 22, differs for each. */
function processFile(machine: Machine, path: string): string | undefined {
  const pid = /^\/proc\/(\d+|self)\/stat$/.exec(path)?.[1];
  const { processes } = machine;
  const process = pid === 'self' ? processes.list()[0] : processes.find(Number(pid));
  if (pid === undefined || process === undefined) {
    return undefined;
  }
  const { name, group, session } = process;
  const beforeStart = '0 -1 4194560 100 0 0 0 0 0 0 0 20 0 1 0';
  return `${process.pid} (${name}) S 1 ${group} ${session} ${beforeStart} ${100_000 + process.pid * 10} 2600000 200\n`;
}

/** Names in a directory, or undefined when there is no such directory. */
export function listDirectory(machine: Machine, path: string): readonly string[] | undefined {
  const folder = path.replace(/\/+$/, '') || '/';
  const fixed: Readonly<Record<string, readonly string[]>> = {
    '/': ['bin', 'dev', 'etc', 'home', 'lib', 'proc', 'root', 'run', 'sbin', 'sys', 'tmp', 'usr', 'var'],
    '/etc': ['hostname', 'hosts', 'os-release', 'resolv.conf'],
    '/tmp': [],
  };
  const pid = /^\/proc\/(\d+)$/.exec(folder)?.[1];
  if (pid !== undefined) {
    return machine.processes.find(Number(pid)) === undefined ? undefined : ['stat'];
  }
  const written = [...machine.files.keys(), ...(filesOfNode(machine)?.keys() ?? [])]
    .filter((file) => file.startsWith(`${folder}/`))
    .map((file) => file.slice(folder.length + 1).split('/')[0] ?? '');
  const known = fixed[folder];
  return known === undefined && written.length === 0
    ? undefined
    : [...new Set([...(known ?? []), ...written])].toSorted();
}
