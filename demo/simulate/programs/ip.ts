import { addressInBlock } from '../network/address.ts';
import { networkHere } from '../node/network-here.ts';
import { ipOnNode } from './ip-node.ts';
import type { Program, Start } from './program.ts';
import { immediate } from './program.ts';

/** `ip addr`, `ip route` and `ip link` in their short and long spellings, as text and with -j; on nodes neighbours and rules too. */
export const ip: Program = immediate((start) => {
  const words = start.argv.slice(1);
  const asJson = words.some((word) => word === '-j' || word === '-json');
  const [object = '', command = 'show'] = words.filter((word) => !word.startsWith('-'));
  const network = networkHere(start.machine);
  if (network !== undefined && ['show', 'list', 's'].includes(command)) {
    const all = words.includes('table') && words.includes('all');
    const printed = ipOnNode(network, object, { json: asJson, six: words.includes('-6'), all });
    if (printed !== undefined) {
      start.stdout.write(printed);
      return 0;
    }
  }
  const facts = interfaceOf(start);
  if ('address'.startsWith(object) && object !== '' && ['show', 'list', 's'].includes(command)) {
    start.stdout.write(asJson ? `${JSON.stringify(addressJson(facts))}\n` : addressText(facts));
    return 0;
  }
  if ('link'.startsWith(object) && object !== '' && ['show', 'list', 's'].includes(command)) {
    start.stdout.write(addressText(facts).replaceAll(/^ {4}inet.*\n.*\n/gm, ''));
    return 0;
  }
  if ('route'.startsWith(object) && object !== '' && ['show', 'list', 's'].includes(command)) {
    start.stdout.write(asJson ? `${JSON.stringify(routeJson(facts))}\n` : routeText(facts));
    return 0;
  }
  start.stderr.write(`ip: not supported in the simulation: ${start.argv.join(' ')}\n`);
  return 2;
});

interface InterfaceFacts {
  readonly address: string;
  readonly length: number;
  readonly mac: string;
  readonly gateway: string;
  readonly block: string;
}

function interfaceOf(start: Start): InterfaceFacts {
  const pod = start.machine.pod();
  const block = start.machine.state().nodeNamed(pod.node)?.podCidr ?? '10.244.0.0/24';
  const bytes = pod.address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return {
    address: pod.address,
    length: Number(block.split('/')[1] ?? 24),
    mac: ['0a', '58', ...bytes].join(':'),
    gateway: addressInBlock(block, 1),
    block,
  };
}

function addressText({ address, length, mac, block }: InterfaceFacts): string {
  return `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
2: eth0@if12: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UP group default qlen 1000
    link/ether ${mac} brd ff:ff:ff:ff:ff:ff link-netnsid 0
    inet ${address}/${length} brd ${addressInBlock(block, 255)} scope global eth0
       valid_lft forever preferred_lft forever
`;
}

function addressJson({ address, length, mac }: InterfaceFacts): unknown {
  return [
    {
      ifindex: 1,
      ifname: 'lo',
      flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
      mtu: 65536,
      operstate: 'UNKNOWN',
      addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8 }],
    },
    {
      ifindex: 2,
      ifname: 'eth0',
      flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
      mtu: 1450,
      operstate: 'UP',
      address: mac,
      addr_info: [{ family: 'inet', local: address, prefixlen: length }],
    },
  ];
}

function routeText({ address, gateway, block }: InterfaceFacts): string {
  return `default via ${gateway} dev eth0 \n10.244.0.0/16 via ${gateway} dev eth0 \n${block} dev eth0 proto kernel scope link src ${address} \n`;
}

function routeJson({ address, gateway, block }: InterfaceFacts): unknown {
  return [
    { dst: 'default', gateway, dev: 'eth0', flags: [] },
    { dst: '10.244.0.0/16', gateway, dev: 'eth0', flags: [] },
    { dst: block, dev: 'eth0', protocol: 'kernel', scope: 'link', prefsrc: address, flags: [] },
  ];
}
