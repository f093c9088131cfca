import { describe, expect, it } from 'vitest';
import { describePolicy } from '../../../src/policy/kubernetes/describe.ts';
import { createPolicyIndex } from '../../../src/policy/index/policy-index.ts';
import { lintPolicies } from '../../../src/policy/lint/lint.ts';
import { describeCompiled } from '../../../src/policy/words/describe-compiled.ts';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { clusterOf, namespaceYaml } from '../policy/cluster.ts';

const selector = { matchLabels: { app: 'y' }, matchExpressions: [{ key: 'app', operator: 'In', values: ['y', 'x'] }] };
const ports = [{ name: 'http', containerPort: 80, protocol: 'TCP' }];
const everyone = { namespaceSelector: {}, podSelector: selector };

/** One policy of each dialect that closes flows between the pods below, by every kind of part that it may have. */
const policies: readonly (readonly [string, string, string, object])[] = [
  [
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'a/p',
    {
      podSelector: selector,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [
            { podSelector: { matchLabels: { app: 'q' } }, namespaceSelector: { matchLabels: { team: 'q' } } },
            { ipBlock: { cidr: '11.0.0.0/8', except: ['11.1.0.0/16'] } },
          ],
          ports: [{ port: 81, endPort: 90, protocol: 'TCP' }, { port: 'web' }],
        },
      ],
      egress: [{ to: [{ podSelector: selector }], ports: [{ port: 81, protocol: 'UDP' }] }],
    },
  ],
  [
    'policy.networking.k8s.io/v1alpha2',
    'ClusterNetworkPolicy',
    'p',
    {
      tier: 'Admin',
      priority: 5,
      subject: { pods: everyone },
      ingress: [
        {
          name: 'r',
          action: 'Deny',
          from: [{ namespaces: { matchLabels: { team: 'a' } } }, { pods: everyone }],
          protocols: [
            { tcp: { destinationPort: { range: { start: 1, end: 100 } } } },
            { udp: { destinationPort: { number: 5 } } },
            { destinationNamedPort: 'http' },
          ],
        },
      ],
      egress: [{ action: 'Deny', to: [{ networks: ['10.0.0.0/8'] }, { nodes: {} }, { domainNames: ['x.example'] }] }],
    },
  ],
  [
    'policy.networking.k8s.io/v1alpha1',
    'AdminNetworkPolicy',
    'p',
    {
      priority: 5,
      subject: { namespaces: { matchLabels: { team: 'a' } } },
      ingress: [
        {
          action: 'Deny',
          from: [{ namespaces: {} }],
          ports: [
            { portNumber: { port: 80, protocol: 'TCP' } },
            { portRange: { start: 1, end: 80 } },
            { namedPort: 'http' },
          ],
        },
      ],
      egress: [{ action: 'Deny', to: [{ pods: everyone }] }],
    },
  ],
  [
    'projectcalico.org/v3',
    'NetworkPolicy',
    'a/p',
    {
      selector: "app == 'y' || has(app)",
      serviceAccountSelector: 'all()',
      order: 10,
      tier: 'default',
      types: ['Ingress', 'Egress'],
      ingress: [
        {
          action: 'Deny',
          protocol: 'TCP',
          source: {
            selector: "app in {'x'}",
            namespaceSelector: 'all()',
            nets: ['10.0.0.0/8'],
            notNets: ['10.9.0.0/16'],
          },
          destination: { ports: [80, '1:90', 'http'], notPorts: [91] },
        },
        { action: 'Allow', protocol: 'ICMP', icmp: { type: 8, code: 0 }, ipVersion: 4 },
        { action: 'Deny', source: { serviceAccounts: { names: ['default'], selector: 'all()' } } },
      ],
      egress: [{ action: 'Deny', notProtocol: 'UDP', destination: { services: { name: 's', namespace: 'a' } } }],
    },
  ],
  [
    'crd.projectcalico.org/v1',
    'GlobalNetworkPolicy',
    'default.p',
    {
      selector: 'all()',
      namespaceSelector: "team == 'a'",
      ingress: [
        { action: 'Pass', http: { methods: ['GET'] } },
        { action: 'Deny', source: { notSelector: "app == 'q'" } },
      ],
      egress: [{ action: 'Log' }, { action: 'Deny' }],
      types: ['Ingress', 'Egress'],
    },
  ],
  [
    'cilium.io/v2',
    'CiliumNetworkPolicy',
    'a/p',
    {
      endpointSelector: selector,
      enableDefaultDeny: { ingress: true, egress: true },
      ingress: [
        {
          fromEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'q' } }],
          toPorts: [{ ports: [{ port: '80', protocol: 'TCP', endPort: 90 }] }],
        },
        { fromEntities: ['health'] },
      ],
      ingressDeny: [{ fromCIDRSet: [{ cidr: '11.0.0.0/8', except: ['11.1.0.0/16'] }] }],
      egress: [{ toFQDNs: [{ matchName: 'x.example' }] }, { toCIDR: ['12.0.0.0/8'] }],
      egressDeny: [{ toEntities: ['all'], toPorts: [{ ports: [{ port: '80' }] }] }],
    },
  ],
];

const objects = [
  namespaceYaml('a', { team: 'a' }),
  namespaceYaml('b', { team: 'b' }),
  podYaml('a/x', { app: 'x' }, { ports, address: '10.0.0.1' }),
  podYaml('a/y', { app: 'y' }, { ports, address: '10.0.0.2' }),
  podYaml('b/z', { app: 'z' }, { ports, address: '10.0.0.3' }),
  objectYaml('v1', 'Service', 'a/s', {
    spec: { clusterIP: '10.96.0.1', selector: { app: 'y' }, ports: [{ port: 80 }] },
  }),
];

const flows = [
  ['a/x', 'a/y', '80'],
  ['b/z', 'a/y', '80'],
  ['a/y', 'a/x', '443'],
  ['a/y', '11.1.2.3', '80'],
  ['11.1.2.3', 'a/y', '80'],
  ['a/y', 'a/x', 'UDP 85'],
] as const;

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((one: unknown, index) => [index, one] as const)
    : Object.entries(value);
  return [at, ...entries.flatMap(([key, one]) => pathsOf(one, [...at, key]))];
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((one: unknown, index) => (index === key ? replaced(one, rest, by) : one));
  const fields = value as Readonly<Record<string, unknown>>;
  return { ...fields, [key]: replaced(fields[String(key)], rest, by) };
}

/** What no field of any policy takes. */
const junk = { unknownField: 1 };
const others = [null, 0, '', [], [null], [[]], true, 'x', 1.5, {}];

describe('a policy with junk in it', () => {
  it.each(policies)(
    'opens nothing that the policy closed, wherever it stands: %s %s',
    (apiVersion, kind, name, spec) => {
      const answers = (policy: unknown) => {
        const { verdict } = clusterOf([...objects, objectYaml(apiVersion, kind, name, { spec: policy })]);
        return flows.map(([from, to, traffic]) => verdict(from, to, traffic).allowed);
      };
      const before = answers(spec);
      expect(before).toContain('no');
      const opened = pathsOf(spec).filter((path) =>
        answers(replaced(spec, path, junk)).some((answer, index) => answer === 'yes' && before[index] !== 'yes'),
      );
      expect(opened).toEqual([]);
    },
  );

  it.each(policies)(
    'can always be judged, indexed, read for faults and put in words: %s %s',
    (apiVersion, kind, name, spec) => {
      for (const [index, path] of pathsOf(spec).entries()) {
        const odd = replaced(spec, path, others[index % others.length]);
        const { program, snapshot, verdict } = clusterOf([
          ...objects,
          objectYaml(apiVersion, kind, name, { spec: odd }),
        ]);
        for (const [from, to, traffic] of flows) verdict(from, to, traffic);
        lintPolicies(createPolicyIndex(program, snapshot));
        for (const tier of program.tiers) for (const policy of tier.policies) describeCompiled(policy, tier);
        if (apiVersion.startsWith('networking') && path.length > 0) describePolicy(odd as object);
      }
    },
  );
});
