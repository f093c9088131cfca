import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../demo/backend.ts';
import type { KubernetesObject } from '../../demo/world/types.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { addressOf, type Connected, connect, objects, pod, programs, run, start, startedLab } from './support/bench.ts';

const frontend1 = pod('shop/frontend', 'worker-1');
const frontend2 = pod('shop/frontend', 'worker-2');
const backend1 = pod('shop/backend', 'worker-1');
const backend2 = pod('shop/backend', 'worker-2');
const backend3 = pod('shop/backend', 'worker-3');
const cart1 = pod('shop/cart', 'worker-1');
const cart3 = pod('shop/cart', 'worker-3');
const redis = pod('shop/redis-0');
const catalog = pod('shop/catalog');
const api1 = pod('payments/api', 'worker-1');
const api2 = pod('payments/api', 'worker-2');
const worker = pod('payments/worker');
const ledger = pod('payments/ledger-db-0');
const prometheus = pod('monitoring/prometheus-0');
const grafana = pod('monitoring/grafana');
const node1 = pod('monitoring/node-exporter', 'worker-1');
const node2 = pod('monitoring/node-exporter', 'worker-2');

type Flow = readonly [
  why: string,
  source: KubernetesObject,
  destination: KubernetesObject | string,
  port: number,
  outcome: Connected,
];

/** What the words of each policy mean for one flow; nothing here was computed. */
const flows: readonly Flow[] = [
  ['a peer without ports admits every port', frontend1, backend2, 8080, 'open'],
  ['a peer without ports admits on one node too, over the bridge', frontend1, backend1, 8080, 'open'],
  ['admitted where nobody listens is refused by the pod, not dropped', frontend1, backend2, 7000, 'refused'],
  ['the second peer of the same rule is admitted as well', cart3, backend2, 8080, 'open'],
  ['another namespace that no rule names is dropped', api1, backend2, 8080, 'dropped'],
  ['another namespace is dropped on one node too, over the bridge', api1, backend1, 8080, 'dropped'],
  ['both selectors of one peer match: the named port is open', prometheus, backend2, 9090, 'open'],
  ['a port beside the named one is dropped', prometheus, backend2, 8080, 'dropped'],
  ['only the namespace matches, the pod does not', grafana, backend2, 9090, 'dropped'],
  ['a range of ports admits its first port', frontend1, cart1, 5201, 'refused'],
  ['a range of ports admits its last port', redis, backend3, 5210, 'refused'],
  ['the port after the range is dropped', redis, backend3, 5211, 'dropped'],
  ['a range admits pods of its own namespace only', api1, backend2, 5205, 'dropped'],
  ['egress to a pod and port that are named', cart1, redis, 6379, 'open'],
  ['egress to a port beside the named one', cart1, backend2, 9090, 'dropped'],
  ['egress to a pod of the same node that is named', cart1, backend1, 8080, 'open'],
  ['egress to a pod of the same node that is not named', cart1, frontend1, 8080, 'dropped'],
  ['egress to a pod of another node that is not named', cart1, catalog, 8080, 'dropped'],
  [
    'egress into an address block leaves the cluster, which has no way there',
    cart1,
    '203.0.113.10',
    443,
    'unreachable',
  ],
  ['egress into the exception of the block is dropped', cart1, '203.0.113.200', 443, 'dropped'],
  ['egress through a service is judged by the pod behind it', cart1, '10.103.7.21', 8080, 'open'],
  ['egress through a service to a pod that is not named is dropped', cart1, '10.109.55.142', 8080, 'dropped'],
  ['ingress by a named port from the pod that is named', cart3, redis, 6379, 'open'],
  ['ingress from a pod that is not named', frontend1, redis, 6379, 'dropped'],
  ['a pod that is not named is dropped on one node too', frontend2, redis, 6379, 'dropped'],
  ['a pod that no policy selects is open', frontend1, catalog, 8080, 'open'],
  ['default deny: the same namespace is closed', worker, api1, 8443, 'dropped'],
  ['a door in the default deny, by namespace and pod', frontend1, api2, 8443, 'open'],
  ['the door is for one app only', backend1, api2, 8443, 'dropped'],
  ['through the service the port is the pod’s', frontend1, '10.107.30.9', 443, 'open'],
  ['a client of the database', worker, ledger, 5432, 'open'],
  ['another client of the database', api1, ledger, 5432, 'open'],
  ['no client of the database', frontend1, ledger, 5432, 'dropped'],
  ['a peer that is a namespace, port in the range', prometheus, api2, 9100, 'open'],
  ['a peer that is a namespace, port outside the range', prometheus, api2, 8443, 'dropped'],
  ['a rule without anything admits everybody', frontend1, grafana, 3000, 'open'],
  ['an open destination does not help a source whose egress is closed', worker, grafana, 3000, 'dropped'],
  ['egress without ports to the pod that is named', worker, ledger, 5433, 'dropped'],
  ['a pod of its own node is always admitted: the node itself', node1, api1, 8443, 'open'],
  ['a node of elsewhere is not', node2, api1, 8443, 'dropped'],
];

describeWithPrograms('NetworkPolicies on the wire', programs, () => {
  let lab: Backend;
  beforeAll(async () => {
    lab = await startedLab();
  });
  afterAll(() => lab.stop());

  describe('of the demo’s world', () => {
    // All at once, because a dropped one takes seconds to be sure of.
    const outcomes = new Map<string, Connected>();
    beforeAll(async () => {
      await Promise.all(
        flows.map(async ([why, source, destination, port]) => {
          const address = typeof destination === 'string' ? destination : addressOf(destination);
          outcomes.set(why, await connect(lab, source, address, port));
        }),
      );
    });
    it.each(flows)('%s', (why, _source, _destination, _port, outcome) => {
      expect(outcomes.get(why)).toBe(outcome);
    });
  });

  describe('and ICMP', () => {
    it('passes by a rule without ports', async () => {
      const { stdout } = await run(lab, frontend1, 'ping', '-c', '1', '-W', '3', addressOf(backend2));
      expect(stdout).toContain(' 0% packet loss');
    });

    it('is dropped by rules that name ports only', async () => {
      const { stdout } = await run(lab, frontend1, 'ping', '-c', '1', '-W', '1', addressOf(api2));
      expect(stdout).toContain('100% packet loss');
    });
  });

  describe('while they change', () => {
    const closed: KubernetesObject = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'closed', namespace: 'shop' },
      spec: { podSelector: { matchLabels: { app: 'catalog' } } },
    };

    it('close and open a pod for new connections', async () => {
      await lab.sync({ ...objects, networkPolicies: [...objects.networkPolicies, closed] });
      expect(await connect(lab, frontend1, addressOf(catalog), 8080)).toBe('dropped');
      await lab.sync(objects);
      expect(await connect(lab, frontend1, addressOf(catalog), 8080)).toBe('open');
    });

    it('act on a ping that already runs, both ways', async () => {
      const ping = await start(lab, frontend1, ['ping', '-O', '-i', '0.2', '-w', '30', addressOf(catalog)]);
      const seen = lines(ping.stdout);
      await seen.next((line) => line.includes('time='));
      await lab.sync({ ...objects, networkPolicies: [...objects.networkPolicies, closed] });
      await seen.next((line) => line.includes('no answer yet'));
      await lab.sync(objects);
      await seen.next((line) => line.includes('time='));
      ping.kill('SIGTERM');
      await ping.exitCode;
    });
  });

  describe('of shapes that the demo does not have', () => {
    const shaped = (podSelector: unknown, rest: Readonly<Record<string, unknown>>): KubernetesObject => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'shaped', namespace: 'shop' },
      spec: { podSelector, ...rest },
    });
    const frontendEgress = (rule: unknown) =>
      shaped({ matchLabels: { app: 'frontend' } }, { policyTypes: ['Egress'], egress: [rule] });
    const cases: readonly (readonly [string, KubernetesObject, Flow[2], number, Connected])[] = [
      [
        'a named port of egress is looked up on each destination',
        frontendEgress({ ports: [{ port: 'metrics' }] }),
        backend2,
        9090,
        'open',
      ],
      [
        'a named port of egress is no other port',
        frontendEgress({ ports: [{ port: 'metrics' }] }),
        backend2,
        8080,
        'dropped',
      ],
      [
        'an empty namespaceSelector is every namespace',
        frontendEgress({ to: [{ namespaceSelector: {} }] }),
        grafana,
        3000,
        'open',
      ],
      [
        'a podSelector alone stays in the namespace',
        frontendEgress({ to: [{ podSelector: {} }] }),
        grafana,
        3000,
        'dropped',
      ],
      [
        'NotIn admits a pod without the label',
        frontendEgress({
          to: [{ podSelector: { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] } }],
        }),
        catalog,
        8080,
        'open',
      ],
      [
        'an address block admits pods by their address',
        frontendEgress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }),
        catalog,
        8080,
        'open',
      ],
      [
        'overlapping exceptions of a block hold',
        frontendEgress({ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '10.244.0.0/16'] } }] }),
        catalog,
        8080,
        'dropped',
      ],
      [
        'a protocol without a port is all its ports',
        frontendEgress({ ports: [{ protocol: 'TCP' }] }),
        catalog,
        8080,
        'open',
      ],
      ['another protocol is not admitted', frontendEgress({ ports: [{ protocol: 'UDP' }] }), catalog, 8080, 'dropped'],
      ['a peer with no selector at all is nobody', frontendEgress({ to: [{}] }), catalog, 8080, 'dropped'],
      [
        'a block or port that cannot be admits nothing',
        frontendEgress({ to: [{ ipBlock: { cidr: '999.0.0.0/8' } }], ports: [{ port: 70_000 }] }),
        catalog,
        8080,
        'dropped',
      ],
      [
        'an egress rule without policyTypes isolates egress',
        shaped(
          { matchLabels: { app: 'frontend' } },
          { egress: [{ to: [{ podSelector: { matchLabels: { app: 'cart' } } }] }] },
        ),
        catalog,
        8080,
        'dropped',
      ],
    ];
    it.each(cases)('%s', async (_why, policy, destination, port, outcome) => {
      await lab.sync({ ...objects, networkPolicies: [...objects.networkPolicies, policy] });
      const address = typeof destination === 'string' ? destination : addressOf(destination);
      expect(await connect(lab, frontend1, address, port)).toBe(outcome);
    });
  });
});

/** Waits for lines of a stream, each once. */
function lines(stream: NodeJS.ReadableStream) {
  let rest = '';
  let wake = () => {};
  stream.on('data', (bytes: Buffer) => {
    rest += bytes.toString();
    wake();
  });
  return {
    async next(wanted: (line: string) => boolean): Promise<void> {
      for (;;) {
        const [line, ...others] = rest.split('\n');
        if (line === undefined || others.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        rest = others.join('\n');
        if (wanted(line)) return;
      }
    },
  };
}
