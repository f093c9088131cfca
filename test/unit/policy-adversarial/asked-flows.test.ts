import { describe, expect, it } from 'vitest';
import { readFlowList } from '../../../src/policy/answers/flow-list.ts';
import { verdictAnswer, type VerdictItem } from '../../../src/policy/answers/verdict.ts';
import { snapshotOfManifests } from '../../../src/policy/manifests/snapshot.ts';
import { objectYaml, yamlOf } from '../../support/policy-flows.ts';
import { networkPolicy } from '../policy/cluster.ts';

function pod(name: string, addresses: readonly string[]): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: { app: name } },
    spec: { containers: [{ name: 'main' }] },
    status: { phase: 'Running', podIPs: addresses.map((ip) => ({ ip })) },
  });
}

const text = yamlOf(
  pod('web', ['10.0.0.1', 'fd00::1']),
  pod('api', ['10.0.0.2', 'fd00::2']),
  pod('new', []),
  objectYaml('v1', 'Service', 'shop/svc', {
    spec: { clusterIP: '10.96.0.1', selector: { app: 'api' }, ports: [{ port: 80, targetPort: 8080 }] },
  }),
  networkPolicy('shop/over-ipv4', {
    podSelector: { matchLabels: { app: 'api' } },
    ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 8080 }] }],
  }),
  networkPolicy('shop/quiet', {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: {} }] }],
  }),
);

function answer(flow: object): VerdictItem {
  const { snapshot } = snapshotOfManifests([{ file: 'cluster.yaml', text }]);
  const flows = readFlowList(JSON.stringify([{ from: 'shop/web', port: 8080, ...flow }]), 'flows.json');
  const { text: json } = verdictAnswer(snapshot, flows, { manifests: [], output: 'json', probes: 'flows.json' });
  const { items } = JSON.parse(json) as { readonly items: readonly VerdictItem[] };
  const [item] = items;
  if (item === undefined) throw new Error('no answer');
  return item;
}

describe('a flow that is asked about', () => {
  it('goes to the address that is named, however it is written', () => {
    expect(answer({ to: 'shop/api' }).allowed).toBeNull();
    expect(answer({ to: 'shop/api', toIP: '10.0.0.2' }).allowed).toBe(true);
    expect(answer({ to: 'shop/api', toIP: '::ffff:10.0.0.2' }).allowed).toBe(true);
    expect(answer({ to: 'shop/api', toIP: 'fd00:0:0::2' }).allowed).toBe(false);
    expect(answer({ toIP: 'FD00::0002' }).allowed).toBe(false);
  });

  it.each([
    ['another address than the pod’s', { to: 'shop/api', toIP: '10.9.9.9' }, '10.9.9.9 is no address of pod shop/api'],
    [
      'a backend’s address beside a service',
      { to: 'svc/shop/svc', toIP: '10.0.0.2' },
      'no address of service shop/svc',
    ],
    ['a port where the flow begins', { from: 'shop/web:80', to: 'shop/api' }, 'names a port'],
    ['two ports', { to: 'shop/api:80' }, 'names another one'],
    ['a type of ICMP over TCP', { to: 'shop/api', icmpType: 8 }, 'the protocol is TCP'],
    ['a code of ICMP without a type', { to: 'shop/api', protocol: 'ICMP', icmpCode: 0 }, 'without an icmpType'],
    ['an address with a zone', { toIP: 'fe80::1%eth0' }, 'is no IP address'],
  ])('is refused with %s', (_what, flow, words) => {
    expect(() => answer(flow)).toThrow(words);
  });

  it('may say its protocol in lower case, and a port beside ICMP says nothing', () => {
    expect(answer({ to: 'shop/api', toIP: '10.0.0.2', protocol: 'tcp' })).toMatchObject({
      allowed: true,
      protocol: 'TCP',
    });
    expect(answer({ to: 'shop/api', protocol: 'icmp', port: 0 })).toMatchObject({ protocol: 'ICMP', port: null });
  });

  it('takes the family of the service’s address', () => {
    expect(answer({ to: 'shop/svc', port: 80 }).allowed).toBe(true);
    expect(answer({ toIP: '10.96.0.1', port: 80 }).allowed).toBe(true);
  });

  it('never leaves the pod for a loopback address', () => {
    for (const toIP of ['127.0.0.1', '127.9.9.9', '::1', '0.0.0.0', '::'])
      expect(answer({ toIP })).toMatchObject({ allowed: true, basis: 'spec-exception' });
    expect(answer({ toIP: '128.0.0.1' }).allowed).toBe(false);
  });

  it('gives a pod without an address the one that is named', () => {
    expect(answer({ to: 'shop/new', toIP: '10.0.0.9' }).to).toBe('shop/new');
  });
});
