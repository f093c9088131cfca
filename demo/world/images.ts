import type { WorldImage } from './types.ts';

/** Programs of a Debian or Alpine user land that the demo's containers share. */
const basics = [
  'sh',
  'cat',
  'ls',
  'echo',
  'env',
  'hostname',
  'sleep',
  'timeout',
  'true',
  'false',
  'id',
  'date',
  'head',
  'tail',
  'grep',
  'wc',
  'kill',
  'ps',
  'printf',
  'seq',
  'test',
  'uname',
  'command',
  'which',
  'chroot',
];

/** Everything a network engineer wishes for; `iputils` says which ping it is. */
const networkTools = [
  'bash',
  'iputils',
  'ping',
  'nc',
  'curl',
  'iperf3',
  'dig',
  'nslookup',
  'getent',
  'ip',
  'ss',
  'tracepath',
  'traceroute',
  'tcpdump',
];

const busyboxTools = ['busybox', 'ping', 'nc', 'wget', 'nslookup', 'telnet', 'ip', 'traceroute', 'netstat', 'ifconfig'];

/** An image of the shop's own with network tools inside. */
export function toolboxImage(image: string): WorldImage {
  return { image, programs: [...basics, ...networkTools], shell: 'bash' };
}

/** What debug containers and probe pods are made of; in the demo every node has it. */
export const plumblineToolbox: WorldImage = {
  ...toolboxImage('registry.demo/plumbline/toolbox:1'),
  cmd: ['bash'],
};

/** Docker's BusyBox: a shell unless told otherwise. */
export const plainBusybox: WorldImage = { ...busyboxImage('docker.io/library/busybox:1.37'), cmd: ['sh'] };

/** An image on BusyBox: its own ping, nc and wget, no iperf3, no bash. */
export function busyboxImage(image: string): WorldImage {
  return { image, programs: [...basics, ...busyboxTools], shell: 'sh' };
}

/** A slim Debian: bash and getent, but no network tool at all. */
export function slimImage(image: string): WorldImage {
  return { image, programs: [...basics, 'bash', 'getent'], shell: 'bash' };
}

/** Only the application: nothing can be exec'ed. */
export function distrolessImage(image: string): WorldImage {
  return { image, programs: [], shell: 'none' };
}

/** An image of the node's own plumbing: reads and writes the host's network. */
export function nodeNetworkImage(image: string): WorldImage {
  return { image, programs: [...basics, 'ip', 'bridge', 'iptables', 'nft', 'conntrack', 'sysctl'], shell: 'sh' };
}

/** What is installed on the nodes themselves. */
export const nodePrograms: readonly string[] = [
  ...basics,
  ...networkTools,
  'sudo',
  'bridge',
  'nft',
  'iptables',
  'iptables-save',
  'conntrack',
  'ethtool',
  'nstat',
  'sysctl',
  'crictl',
  'journalctl',
  'dmesg',
  'nsenter',
];
