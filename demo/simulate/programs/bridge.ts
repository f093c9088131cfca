import { networkHere } from '../node/network-here.ts';
import { immediate, type Program } from './program.ts';

/** bridge of a node: `fdb show` and `link show`, in text and JSON. */
export const bridge: Program = immediate(({ argv, machine, stdout, stderr }) => {
  const words = argv.slice(1).filter((word) => !word.startsWith('-'));
  const json = argv.some((word) => word === '-j' || word === '-json');
  const network = networkHere(machine);
  const print = (items: readonly unknown[], lines: readonly string[]) => {
    stdout.write(json ? `${JSON.stringify(items)}\n` : lines.map((line) => `${line}\n`).join(''));
    return 0;
  };
  if (words[0] === 'fdb') {
    const { device = '' } = network?.tunnel ?? {};
    const entries = network?.forwarding ?? [];
    return print(
      entries.map(({ mac, address }) => ({ mac, ifname: device, dst: address, flags: ['self'], state: 'permanent' })),
      entries.map(({ mac, address }) => `${mac} dev ${device} dst ${address} self permanent`),
    );
  }
  if (words[0] === 'link') {
    const ports = (network?.devices ?? []).filter(({ kind }) => kind === 'veth');
    const flags = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'];
    return print(
      ports.map(({ index, name, mtu }) => ({
        ifindex: index,
        link_index: 2,
        ifname: name,
        flags,
        mtu,
        master: 'cni0',
        state: 'forwarding',
        priority: 32,
        cost: 2,
        hairpin: true,
        learning: true,
        flood: true,
      })),
      ports.map(
        ({ index, name, mtu }) =>
          `${index}: ${name}@if2: <${flags.join(',')}> mtu ${mtu} master cni0 state forwarding priority 32 cost 2 \n    hairpin on guard off root_block off fastleave off learning on flood on `,
      ),
    );
  }
  stderr.write(`bridge: not supported in the simulation: ${argv.join(' ')}\n`);
  return 2;
});
