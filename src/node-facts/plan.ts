import type { Fact } from '../contracts/node-facts.ts';
import type { NodeWay } from '../contracts/node.ts';
import type { NetworkDevice } from '../tools/ip/device.ts';
import type { Route } from '../tools/ip/routes.ts';
import {
  configurationListSource,
  configurationSource,
  flannelSubnetSource,
  type Listed,
  pluginListSource,
} from './cni-sources.ts';
import { deviceRoles } from './device-roles.ts';
import {
  backendInUse,
  iptablesSource,
  iptablesVersionSource,
  nftSource,
  otherIptablesSource,
} from './filter-sources.ts';
import type { IptablesItem } from '../tools/iptables/parse.ts';
import {
  bootSource,
  clockSource,
  connectionCountersSource,
  countersSource,
  kernelSource,
  offloadsSource,
  settingsSource,
} from './kernel-sources.ts';
import {
  bridgePortsSource,
  devicesSource,
  forwardingSource,
  listeningSource,
  neighboursSource,
  routes6Source,
  routesSource,
  rulesSource,
} from './network-sources.ts';
import { settingNames } from './setting-names.ts';
import type { Source } from './source.ts';

/** What is asked first, whatever the node. The clock is first: nothing else shall wait in its way. */
export function firstSources(way: NodeWay) {
  return {
    clock: clockSource,
    devices: devicesSource,
    routes: routesSource,
    routes6: routes6Source,
    rules: rulesSource,
    neighbours: neighboursSource,
    forwarding: forwardingSource,
    bridgePorts: bridgePortsSource,
    counters: countersSource,
    connectionCounters: connectionCountersSource,
    iptablesVersion: iptablesVersionSource,
    iptables: iptablesSource,
    nft: nftSource,
    listening: listeningSource,
    configurationList: configurationListSource(way),
    plugins: pluginListSource(way),
    flannelSubnet: flannelSubnetSource(way),
    kernel: kernelSource,
    boot: bootSource,
  };
}

/** What hangs on the answers to what was asked first. */
export interface FirstAnswers {
  readonly devices: Fact<readonly NetworkDevice[]>;
  readonly routes: Fact<readonly Route[]>;
  readonly configurationList: Fact<Listed>;
  readonly iptablesVersion: Fact<readonly IptablesItem[]>;
  readonly iptables: Fact<readonly IptablesItem[]>;
}

/** Devices whose settings and features are read: more would make a command too long to be carried everywhere. */
const devicesRead = 24;

/** What is asked second: settings and features of the node's own devices, its CNI files, the other iptables. */
export function secondSources({ devices, routes, configurationList, iptablesVersion, iptables }: FirstAnswers) {
  const { uplinks, tunnels, bridges } = deviceRoles(
    devices.known ? devices.value : [],
    routes.known ? routes.value : [],
  );
  const names = (some: readonly NetworkDevice[]) => some.map(({ name }) => name).slice(0, devicesRead);
  const inUse = backendInUse(iptablesVersion, iptables);
  return {
    settings: settingsSource(settingNames(names([...uplinks, ...tunnels, ...bridges]))),
    offloads: Object.fromEntries(names([...uplinks, ...tunnels]).map((name) => [name, offloadsSource(name)])),
    configuration: configurationList.known ? configurationSource(configurationList.value) : undefined,
    otherIptables: inUse === undefined ? undefined : otherIptablesSource(inUse),
  };
}

/** All sources of the second round as a list. */
export function listOfSecond(second: ReturnType<typeof secondSources>): readonly Source<unknown>[] {
  const { settings, offloads, configuration, otherIptables } = second;
  return [settings, ...Object.values(offloads), configuration, otherIptables].filter((source) => source !== undefined);
}
