import type { NodeDevice, NodeNetwork, NodeRoute } from '../node/node-network.ts';

/** What `ip` prints in a node's network for an object such as 'route'; undefined for one that it does not know there. */
export function ipOnNode(
  network: NodeNetwork,
  object: string,
  words: { readonly json: boolean; readonly six: boolean; readonly all: boolean },
): string | undefined {
  const { json, six, all } = words;
  const show = <Item>(items: readonly Item[], asJson: (item: Item) => unknown, asText: (item: Item) => string) =>
    json ? `${JSON.stringify(items.map(asJson))}\n` : items.map((item) => `${asText(item)}\n`).join('');
  if (isShort(object, 'address') || isShort(object, 'link')) {
    const addressed = isShort(object, 'address');
    return show(
      network.devices,
      (device) => deviceJson(network, device, addressed),
      (device) => deviceText(device, addressed),
    );
  }
  if (isShort(object, 'route')) {
    if (six) return show([], String, String);
    return show(
      [...network.routes.map(routeJson), ...(all ? network.devices.flatMap(localRoutes) : [])],
      (route) => route,
      routeText,
    );
  }
  if (isShort(object, 'neighbour'))
    return show(
      six ? [] : network.neighbours,
      ({ address, mac }) => ({ dst: address, dev: network.tunnel.device, lladdr: mac, state: ['PERMANENT'] }),
      ({ address, mac }) => `${address} dev ${network.tunnel.device} lladdr ${mac} PERMANENT `,
    );
  if (isShort(object, 'rule'))
    return show(
      rules,
      ([priority, table]) => ({ priority, src: 'all', table }),
      ([priority, table]) => `${priority}:\tfrom all lookup ${table}`,
    );
  return undefined;
}

const rules = [
  [0, 'local'],
  [32_766, 'main'],
  [32_767, 'default'],
] as const;

function isShort(word: string, whole: string): boolean {
  return word !== '' && whole.startsWith(word);
}

function flagsOf({ kind }: NodeDevice): readonly string[] {
  return [...(kind === 'loopback' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST']), 'UP', 'LOWER_UP'];
}

/** The kernel tells no state of loopback and tunnels. */
function stateOf({ kind }: NodeDevice): string {
  return kind === 'loopback' || kind === 'vxlan' ? 'UNKNOWN' : 'UP';
}

const noTraffic = { bytes: 0, packets: 0, errors: 0, dropped: 0 };

function deviceJson({ tunnel }: NodeNetwork, device: NodeDevice, addressed: boolean): unknown {
  const { kind, name, address } = device;
  const vxlan = {
    info_kind: 'vxlan',
    info_data: { id: tunnel.vni, local: tunnel.local, link: 'eth0', port: tunnel.port, learning: false, ttl: 0 },
  };
  const own: Readonly<Record<NodeDevice['kind'], object>> = {
    loopback: {},
    uplink: {},
    vxlan: { linkinfo: vxlan },
    bridge: { linkinfo: { info_kind: 'bridge', info_data: { stp_state: 0 } } },
    veth: { linkinfo: { info_kind: 'veth', info_slave_kind: 'bridge', info_slave_data: { state: 'forwarding' } } },
  };
  const addresses = address === undefined ? [] : [addressJson(name, kind, address)];
  return {
    ifindex: device.index,
    ...(kind === 'veth' ? { link_index: 2 } : {}),
    ifname: name,
    flags: flagsOf(device),
    mtu: device.mtu,
    qdisc: kind === 'uplink' ? 'fq_codel' : 'noqueue',
    ...(kind === 'veth' ? { master: 'cni0' } : {}),
    operstate: stateOf(device),
    group: 'default',
    txqlen: 1000,
    link_type: kind === 'loopback' ? 'loopback' : 'ether',
    address: device.mac,
    broadcast: kind === 'loopback' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff',
    ...(kind === 'veth' ? { link_netnsid: device.index - 5 } : {}),
    ...own[kind],
    ...(addressed ? { addr_info: addresses } : {}),
    stats64: {
      rx: { ...noTraffic, over_errors: 0, multicast: 0 },
      tx: { ...noTraffic, carrier_errors: 0, collisions: 0 },
    },
  };
}

function addressJson(label: string, kind: NodeDevice['kind'], { local, length }: { local: string; length: number }) {
  return {
    family: 'inet',
    local,
    prefixlen: length,
    scope: kind === 'loopback' ? 'host' : 'global',
    label,
    valid_life_time: 4_294_967_295,
    preferred_life_time: 4_294_967_295,
  };
}

function deviceText(device: NodeDevice, addressed: boolean): string {
  const { kind, name, address, mac } = device;
  const isLoopback = kind === 'loopback';
  const master = kind === 'veth' ? ' master cni0' : '';
  const lines = [
    `${device.index}: ${name}${kind === 'veth' ? '@if2' : ''}: <${flagsOf(device).join(',')}> mtu ${device.mtu} qdisc ${kind === 'uplink' ? 'fq_codel' : 'noqueue'}${master} state ${stateOf(device)} group default qlen 1000`,
    `    link/${isLoopback ? 'loopback' : 'ether'} ${mac} brd ${isLoopback ? mac : 'ff:ff:ff:ff:ff:ff'}`,
  ];
  if (addressed && address !== undefined)
    lines.push(
      `    inet ${address.local}/${address.length} scope ${isLoopback ? 'host' : 'global'} ${name}`,
      '       valid_lft forever preferred_lft forever',
    );
  return lines.join('\n');
}

interface PrintedRoute {
  readonly type?: string;
  readonly dst: string;
  readonly gateway?: string;
  readonly dev: string;
  readonly table?: string;
  readonly protocol?: string;
  readonly scope?: string;
  readonly prefsrc?: string;
  readonly flags: readonly string[];
}

function routeJson({ dst, gateway, dev, prefsrc, onlink }: NodeRoute): PrintedRoute {
  return {
    dst,
    ...(gateway === undefined ? {} : { gateway }),
    dev,
    ...(prefsrc === undefined ? {} : { protocol: 'kernel', scope: 'link', prefsrc }),
    flags: onlink === true ? ['onlink'] : [],
  };
}

/** What the table `local` holds of a device's address. */
function localRoutes({ name, address }: NodeDevice): readonly PrintedRoute[] {
  if (address === undefined) return [];
  const { local } = address;
  return [
    {
      type: 'local',
      dst: local,
      dev: name,
      table: 'local',
      protocol: 'kernel',
      scope: 'host',
      prefsrc: local,
      flags: [],
    },
  ];
}

function routeText({ type, dst, gateway, dev, table, protocol, scope, prefsrc, flags }: PrintedRoute): string {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['via', gateway],
    ['dev', dev],
    ['table', table],
    ['proto', protocol],
    ['scope', scope],
    ['src', prefsrc],
  ];
  const words = named.flatMap(([word, value]) => (value === undefined ? [] : [`${word} ${value}`]));
  return `${[...(type === undefined ? [] : [type]), dst, ...words, ...flags].join(' ')} `;
}
