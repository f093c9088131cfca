import type { Fact } from '../../contracts/node-facts.ts';
import type { Instant } from '../../contracts/time.ts';
import { type Fields, fieldsOf, textOf } from '../../inventory/prune/fields.ts';
import { type Inventory, isFinished } from '../../inventory/inventory.ts';
import type { PodRecord } from '../../inventory/records.ts';
import { inRange } from '../../policy/address/contains.ts';
import { parseAddress, parseCidr } from '../../policy/address/parse.ts';
import { statusOf } from '../../tools/calico/node-status.ts';
import type { CniObjects } from '../evidence.ts';
import { readFact } from '../fact.ts';
import type { CniReach } from '../knower.ts';
import { listObjects } from '../list-objects.ts';
import { type AddressBlock, blockOfObject } from './address-block.ts';
import { addressLeaks } from './address-leaks.ts';
import { addressUse } from './address-use.ts';
import { felixSettingsOf } from './felix.ts';
import { type CalicoPool, poolOfObject } from './ip-pool.ts';
import type { IpamPicture } from './judge-addresses.ts';
import { componentOf } from './operator-status.ts';
import { bgpSettingsOf, installationOf, ipamSettingsOf, tierOf } from './settings-objects.ts';
import type { CalicoShared } from './shared.ts';

/** Where Calico's objects are served: as its own CRDs, or by its API server (and as CRDs of that group in newer versions). */
const groups = ['crd.projectcalico.org/v1', 'projectcalico.org/v3'];
const operatorGroup = ['operator.tigera.io/v1'];

/** Reads Calico's objects. Never makes one: a CalicoNodeStatus would be a change. */
export async function gatherCalico(objects: CniObjects, reach: CniReach): Promise<CalicoShared> {
  const list = <Read>(plural: string, read: (object: Fields) => Read | undefined) =>
    listObjects(reach, groups, plural, read);
  const hasOperator = objects.summary.namespace === 'calico-system';
  const [pools, blocks, ipamCrd, felix, bgp, tiers, statuses, components, installations] = await Promise.all([
    list('ippools', poolOfObject),
    list('ipamblocks', blockOfObject),
    list('ipamconfigs', (object) => object),
    list('felixconfigurations', felixSettingsOf),
    list('bgpconfigurations', (object) => object),
    list('tiers', tierOf),
    list('caliconodestatuses', (object) => statusOf({ ...object, kind: 'CalicoNodeStatus' })),
    hasOperator ? listObjects(reach, operatorGroup, 'tigerastatuses', componentOf) : undefined,
    hasOperator ? listObjects(reach, operatorGroup, 'installations', installationOf) : undefined,
  ]);
  const ipamConfigs = ipamCrd.known ? ipamCrd : await list('ipamconfigurations', (object) => object);
  const inventory = reach.inventory();
  return {
    pools,
    ipam: picture(pools, blocks, inventory, objects, reach.now()),
    ipamSettings: readFact(ipamConfigs, (found) => ipamSettingsOf(found.find(isDefault))),
    felix,
    bgp: readFact(bgp, (found) => bgpSettingsOf(found.find(isDefault))),
    tiers,
    statuses,
    components,
    installation: installations && readFact(installations, ([first]) => first, 'There is no Installation.'),
    nodeLabels: new Map(
      inventory.known ? [...inventory.value.nodes.values()].map(({ name, labels }) => [name, labels]) : [],
    ),
    foreign: pools.known ? foreignIn(pools.value, objects, inventory) : [],
  };
}

function isDefault(object: Fields): boolean {
  return textOf(fieldsOf(object, 'metadata'), 'name') === 'default';
}

function picture(
  pools: Fact<readonly CalicoPool[]>,
  blocks: Fact<readonly AddressBlock[]>,
  inventory: Fact<Inventory>,
  objects: CniObjects,
  readAt: Instant,
): Fact<IpamPicture> {
  if (!pools.known) return pools;
  return readFact(blocks, (found) => ({
    use: addressUse(pools.value, found),
    leaks: readFact(inventory, (all) =>
      addressLeaks(pools.value, found, {
        pods: inPodNetwork(all.pods.values()),
        podNamed: (namespace, name) => all.pods.byName(namespace, name),
        nodes: new Set(objects.nodes.keys()),
        readAt,
      }),
    ),
  }));
}

function* inPodNetwork(pods: Iterable<PodRecord>): Iterable<PodRecord> {
  for (const pod of pods) if (!pod.hostNetwork && !isFinished(pod) && pod.deletedAt === undefined) yield pod;
}

function foreignIn(
  pools: readonly CalicoPool[],
  objects: CniObjects,
  inventory: Fact<Inventory>,
): CalicoShared['foreign'] {
  const ranges = pools.flatMap(({ cidr }) => parseCidr(cidr) ?? []);
  const inPool = (address: string) => {
    const value = parseAddress(address);
    return value !== undefined && ranges.some((range) => inRange(value, range));
  };
  const nodes = [...objects.nodes.values()].flatMap(({ name, internalAddresses }) =>
    internalAddresses.filter(inPool).map((address) => ({ address, whose: `node ${name}` })),
  );
  const services = inventory.known
    ? [...inventory.value.services.values()].flatMap(({ namespace, name, clusterAddresses }) =>
        clusterAddresses.filter(inPool).map((address) => ({ address, whose: `Service ${namespace}/${name}` })),
      )
    : [];
  return [...nodes, ...services];
}
