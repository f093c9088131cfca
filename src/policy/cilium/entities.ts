import { parseCidr } from '../address/parse.ts';
import { anyone, type Condition, nobody } from '../model/condition.ts';
import type { SharedContext } from './context.ts';

const outside: Condition = { is: 'kind', kinds: ['outside'] };
const hosts: Condition = { is: 'kind', kinds: ['node', 'host-pod'] };
const pods: Condition = { is: 'kind', kinds: ['pod'] };

const whole = { 4: parseCidr('0.0.0.0/0'), 6: parseCidr('::/0') };

/** The parties that an entity stands for; undefined: there is no such entity. A pod's own node is its host. */
export function entityCondition(entity: string, { snapshot }: Pick<SharedContext, 'snapshot'>): Condition | undefined {
  switch (entity) {
    case 'all':
      return anyone;
    case 'none':
    // Cilium's own health checks, its ingress proxy and endpoints that are still starting are no parties here.
    case 'health':
    case 'ingress':
    case 'init':
      return nobody;
    case 'world':
      return outside;
    case 'world-ipv4':
      return every(outside, ofFamily(4));
    case 'world-ipv6':
      return every(outside, ofFamily(6));
    case 'cluster':
      return { is: 'kind', kinds: ['pod', 'host-pod', 'node'] };
    case 'host':
      return every(hosts, { is: 'own-node' });
    case 'remote-node':
      return every(hosts, { is: 'not', of: { is: 'own-node' } });
    case 'unmanaged':
      return every(pods, { is: 'undecidable', reason: 'which pods Cilium does not manage is not known' });
    case 'kube-apiserver':
      return apiServer(snapshot.services);
    default:
      return undefined;
  }
}

/** The API server, by the addresses behind the Service kubernetes in default. */
function apiServer(services: SharedContext['snapshot']['services']): Condition {
  const service = services.find(({ namespace, name }) => namespace === 'default' && name === 'kubernetes');
  const within = (service?.backends ?? []).flatMap(({ address }) => parseCidr(address) ?? []);
  const notPod: Condition = { is: 'kind', kinds: ['outside', 'node', 'host-pod'] };
  if (within.length > 0) return every(notPod, { is: 'address', within, except: [] });
  return every(notPod, { is: 'undecidable', reason: 'the addresses of the API server are not known' });
}

function ofFamily(family: 4 | 6): Condition {
  const range = whole[family];
  return range === undefined ? nobody : { is: 'address', within: [range], except: [] };
}

function every(...of: readonly Condition[]): Condition {
  return { is: 'every', of };
}
