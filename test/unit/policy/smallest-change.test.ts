import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type SmallestChange, smallestChanges } from '../../../src/policy/smallest-change/smallest-changes.ts';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { clusterOf, namespaceYaml, networkPolicy, under } from './cluster.ts';

const objects = [
  namespaceYaml('shop', { team: 'shop' }),
  namespaceYaml('dev'),
  podYaml('shop/web', { app: 'web', 'pod-template-hash': 'abc' }),
  podYaml('shop/web-2', { app: 'web', 'pod-template-hash': 'abc' }),
  podYaml('shop/other', { app: 'other' }),
  podYaml('shop/api', { app: 'api' }),
  podYaml('dev/tool', { app: 'tool' }),
];
const api = { podSelector: { matchLabels: { app: 'api' } } };

function changes(policies: readonly string[], from = 'shop/web', traffic?: string): readonly SmallestChange[] {
  const cluster = clusterOf([...objects, ...policies]);
  return smallestChanges(cluster.program, cluster.snapshot, cluster.verdict(from, 'shop/api', traffic));
}
const words = (found: readonly SmallestChange[]) => found.map(({ edits }) => edits.map((edit) => edit.words));
const rule = (...ingress: readonly unknown[]) => networkPolicy('shop/one', { ...api, ingress });

describe('the smallest change that opens a denied flow', () => {
  it('widens the port of a rule that lacks nothing else, and opens only that port for its other peer', () => {
    const [first] = changes([
      rule({ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 80 }] }),
    ]);
    expect(first?.edits.map((edit) => edit.words)).toEqual([
      'Add TCP 8080 to ingress rule 1 of NetworkPolicy shop/one.',
    ]);
    expect(first).toMatchObject({ opened: 1, closed: 0, verdict: { allowed: 'yes' } });
    expect(parse(first?.edits[0]?.yaml ?? '')).toMatchObject({
      kind: 'NetworkPolicy',
      metadata: { name: 'one', namespace: 'shop' },
      spec: { ingress: [{ ports: [{ port: 80 }, { protocol: 'TCP', port: 8080 }] }] },
    });
  });

  it('adds a rule for that peer and port alone where a wider rule would open more', () => {
    const found = changes([rule({ from: [{ namespaceSelector: {} }], ports: [{ port: 80 }] })]);
    expect(words(found)[0]).toEqual(['Add an ingress rule to NetworkPolicy shop/one: TCP 8080 from pod shop/web.']);
    const widened = found.find(({ edits }) => edits[0]?.kind === 'widen-port');
    expect(widened?.opened).toBe(3);
  });

  it('names only labels that last, and of these as few as tell the pods apart', () => {
    const [first] = changes([rule()]);
    expect(parse(first?.edits[0]?.yaml ?? '').spec.ingress).toEqual([
      { from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ protocol: 'TCP', port: 8080 }] },
    ]);
  });

  it('names the namespace of a peer in another one by the label that every namespace has', () => {
    const [first] = changes([rule()], 'dev/tool');
    expect(parse(first?.edits[0]?.yaml ?? '').spec.ingress[0].from).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'dev' } },
        podSelector: { matchLabels: { app: 'tool' } },
      },
    ]);
  });

  it('adds the label that a rule asks for', () => {
    const found = changes([
      rule({ from: [{ podSelector: { matchLabels: { role: 'client' } } }], ports: [{ port: 8080 }] }),
    ]);
    expect(words(found)).toContainEqual(['Add the label role=client to pod shop/web.']);
    const added = found.find(({ edits }) => edits[0]?.kind === 'add-label');
    expect(parse(added?.edits[0]?.yaml ?? '').metadata).toEqual({
      name: 'web',
      namespace: 'shop',
      labels: { role: 'client' },
    });
    expect(added?.verdict.allowed).toBe('yes');
  });

  it('counts what a label opens and closes beside the flow', () => {
    const found = changes([
      rule({ from: [{ podSelector: { matchLabels: { role: 'client' } } }] }),
      networkPolicy('shop/clients', { podSelector: { matchLabels: { role: 'client' } }, ingress: [] }),
    ]);
    const label = found.find(({ edits }) => edits[0]?.kind === 'add-label');
    expect(label?.closed).toBeGreaterThan(0);
    expect(found[0]?.edits[0]?.kind).not.toBe('add-label');
  });

  it('adds the label that a namespace lacks', () => {
    const found = changes([rule({ from: [{ namespaceSelector: { matchLabels: { team: 'shop' } } }] })], 'dev/tool');
    expect(words(found)).toContainEqual(['Add the label team=shop to namespace dev.']);
  });

  it('has an edit for each side when both deny', () => {
    const out = networkPolicy('shop/out', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] });
    const found = changes([rule(), out]);
    expect(words(found)[0]).toEqual([
      'Add an egress rule to NetworkPolicy shop/out: TCP 8080 to pod shop/api.',
      'Add an ingress rule to NetworkPolicy shop/one: TCP 8080 from pod shop/web.',
    ]);
    expect(found.every(({ verdict }) => verdict.allowed === 'yes')).toBe(true);
  });

  it('admits an outside address as a block of one', () => {
    const [first] = changes([rule()], '203.0.113.7');
    expect(parse(first?.edits[0]?.yaml ?? '').spec.ingress[0].from).toEqual([{ ipBlock: { cidr: '203.0.113.7/32' } }]);
  });

  it('excepts the flow before the rule of an admin policy that denies it', () => {
    const deny = objectYaml('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', 'deny', {
      spec: { priority: 1, subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] },
    });
    const [first, ...others] = changes([deny, rule({})]);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ opened: 7, closed: 0, verdict: { allowed: 'yes' } });
    expect(parse(first?.edits[0]?.yaml ?? '').spec.ingress[0]).toEqual({
      action: 'Allow',
      from: [
        {
          pods: {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
            podSelector: { matchLabels: { app: 'web' } },
          },
        },
      ],
      ports: [{ portNumber: { protocol: 'TCP', port: 8080 } }],
    });
  });

  it("is none where a rule of Cilium's denies, for nothing outweighs it", () => {
    const deny = objectYaml('cilium.io/v2', 'CiliumNetworkPolicy', 'shop/deny', {
      spec: { endpointSelector: {}, ingressDeny: [{ fromEndpoints: [{}] }] },
    });
    expect(changes([deny])).toEqual([]);
  });

  it('is none for what is allowed, and for what a NetworkPolicy cannot name', () => {
    expect(changes([])).toEqual([]);
    const cluster = clusterOf([...objects, rule()], under('calico'));
    expect(
      smallestChanges(cluster.program, cluster.snapshot, cluster.verdict('shop/web', 'shop/api', 'ICMP 8/0')),
    ).toEqual([]);
  });

  it("creates a NetworkPolicy where Calico's own policies isolate", () => {
    const isolating = objectYaml('projectcalico.org/v3', 'GlobalNetworkPolicy', 'default-deny', {
      spec: { selector: 'all()', types: ['Ingress'] },
    });
    const [first] = changes([isolating]);
    expect(first?.edits[0]?.kind).toBe('add-policy');
    expect(first?.verdict.ingress.decidedBy).toMatchObject({ policy: { name: 'allow-api-ingress' }, rule: 1 });
  });

  it("creates a NetworkPolicy where Cilium's own policies isolate", () => {
    const isolating = objectYaml('cilium.io/v2', 'CiliumNetworkPolicy', 'shop/one', {
      spec: {
        endpointSelector: { matchLabels: { app: 'api' } },
        ingress: [{ fromEndpoints: [{ matchLabels: { app: 'nobody' } }] }],
      },
    });
    const [first] = changes([isolating]);
    expect(first?.edits[0]).toMatchObject({
      kind: 'add-policy',
      words: 'Create NetworkPolicy shop/allow-api-ingress: TCP 8080 from pod shop/web.',
    });
  });
});
