import { describe, expect, it } from 'vitest';
import { objectYaml } from '../../support/policy-flows.ts';
import { admitted, cilium, clusterwidePolicy, labels, networkPolicy, outside } from './support/cilium.ts';

const anyPort = { toPorts: [{ ports: [{ port: '8080' }] }] };

describe('the endpoints of a rule of Cilium', () => {
  it.each([
    ['6: an empty list is nobody', { fromEndpoints: [] }, ''],
    ['6: no list with ports is everyone', anyPort, 'a c h node-2 outside'],
    ['6: an empty list with ports is nobody', { fromEndpoints: [], ...anyPort }, ''],
    ['6: an empty selector is every endpoint of the namespace', { fromEndpoints: [{}] }, 'a'],
    ['7: peers are alternatives', { fromEndpoints: [labels({ app: 'a' }), labels({ app: 'x' })] }, 'a'],
    ['15: another namespace by its name', { fromEndpoints: [labels({ 'io.kubernetes.pod.namespace': 'other' })] }, 'c'],
    [
      '15: with its source',
      { fromEndpoints: [labels({ 'k8s:io.kubernetes.pod.namespace': 'other', 'any:app': 'a' })] },
      'c',
    ],
    [
      '15: other namespaces by their labels',
      { fromEndpoints: [labels({ 'io.cilium.k8s.namespace.labels.team': 'red' })] },
      'c',
    ],
    [
      '15: a service account',
      {
        fromEndpoints: [
          labels({ 'io.cilium.k8s.policy.serviceaccount': 'robot', 'io.kubernetes.pod.namespace': 'other' }),
        ],
      },
      'c',
    ],
    [
      '15: any cluster',
      { fromEndpoints: [{ matchExpressions: [{ key: 'io.cilium.k8s.policy.cluster', operator: 'Exists' }] }] },
      'a',
    ],
    ['9: a reserved label', { fromEndpoints: [labels({ 'reserved:world': '' })] }, 'outside'],
    [
      'NotIn holds without the label',
      { fromEndpoints: [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }] }] },
      'a',
    ],
  ])('%s', (_, rule, expected) => {
    expect(admitted(rule)).toBe(expected);
  });

  it('6: of a clusterwide policy are those of any namespace, and nothing but pods', () => {
    expect(admitted({ fromEndpoints: [{}] }, clusterwidePolicy)).toBe('a c');
  });

  it('15: in a cluster of a name are certain only where the name is known', () => {
    const rule = { fromEndpoints: [labels({ 'io.cilium.k8s.policy.cluster': 'east' })] };
    expect(cilium([networkPolicy({ ingress: [rule] })]).outcome('default/a', 'default/b')).toBe('allow undecidable');
    expect(admitted(rule, networkPolicy, { ciliumClusterName: 'east' })).toBe('a');
    expect(admitted(rule, networkPolicy, { ciliumClusterName: 'west' })).toBe('');
  });

  it('by labels that Cilium leaves out of identities are undecidable', () => {
    const pod = { fromEndpoints: [{ matchExpressions: [{ key: 'pod-template-hash', operator: 'DoesNotExist' }] }] };
    expect(admitted(pod)).toBe('a');
    const hash = {
      fromEndpoints: [{ matchExpressions: [{ key: 'kubernetes.io/x', operator: 'NotIn', values: ['y'] }] }],
    };
    expect(admitted(hash)).toBe('a');
  });
});

describe('the entities of Cilium', () => {
  it.each([
    ['all', 'a c h node-2 outside'],
    ['world', 'outside'],
    ['world-ipv4', 'outside'],
    ['world-ipv6', ''],
    ['cluster', 'a c h node-2'],
    ['host', ''],
    ['remote-node', 'h node-2'],
    ['health', ''],
    ['init', ''],
    ['ingress', ''],
    ['none', ''],
  ])('9: %s', (entity, expected) => {
    expect(admitted({ fromEntities: [entity] })).toBe(expected);
  });

  it('9: host is the node of the pod, in egress as well', () => {
    const { outcome } = cilium([networkPolicy({ egress: [{ toEntities: ['host'] }] })]);
    expect(outcome('default/b', 'node node-1')).toBe('allow not-applicable');
    expect(outcome('default/b', 'node node-2')).toBe('default-deny not-applicable');
  });

  it('9: kube-apiserver is what is behind the service kubernetes, and undecidable without it', () => {
    const rule = networkPolicy({ egress: [{ toEntities: ['kube-apiserver'] }] });
    expect(cilium([rule]).outcome('default/b', outside)).toBe('undecidable not-applicable');
    expect(cilium([rule]).outcome('default/b', 'default/a')).toBe('default-deny allow');
    const service = [
      objectYaml('v1', 'Service', 'default/kubernetes', { spec: { ports: [{ port: 443 }] } }),
      objectYaml('discovery.k8s.io/v1', 'EndpointSlice', 'default/kubernetes', {
        labels: { 'kubernetes.io/service-name': 'kubernetes' },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['192.168.0.2'], conditions: { ready: true } }],
        ports: [{ port: 6443 }],
      }),
    ];
    expect(cilium([rule, ...service]).outcome('default/b', 'node node-2')).toBe('allow not-applicable');
    expect(cilium([rule, ...service]).outcome('default/b', outside)).toBe('default-deny not-applicable');
  });

  it('9: unmanaged may be any pod', () => {
    const { outcome } = cilium([networkPolicy({ ingress: [{ fromEntities: ['unmanaged'] }] })]);
    expect(outcome('default/a', 'default/b')).toBe('allow undecidable');
    expect(outcome(outside, 'default/b')).toBe('not-applicable default-deny');
  });
});

describe('the CIDRs of Cilium', () => {
  const all = { fromCIDR: ['0.0.0.0/0', '::/0'] };

  it('8: match what is outside of the cluster only, unless configured', () => {
    expect(admitted(all)).toBe('outside');
    expect(admitted(all, networkPolicy, { ciliumCidrMatch: new Set(['pods']) })).toBe('a c outside');
    expect(admitted(all, networkPolicy, { ciliumCidrMatch: new Set(['nodes']) })).toBe('h node-2 outside');
  });

  it('8: are the same for an ipBlock of a NetworkPolicy', () => {
    const policy = () =>
      objectYaml('networking.k8s.io/v1', 'NetworkPolicy', 'default/np', {
        spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] },
      });
    expect(admitted({}, policy)).toBe('outside');
  });

  it('leave out their exceptions', () => {
    expect(admitted({ fromCIDRSet: [{ cidr: '203.0.113.0/24', except: ['203.0.113.0/28'] }] })).toBe('');
    expect(admitted({ fromCIDRSet: [{ cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] }] })).toBe('outside');
  });

  it.each(['v2', 'v2alpha1'])('come from groups of %s, by name and by labels', (version) => {
    const group = objectYaml(`cilium.io/${version}`, 'CiliumCIDRGroup', 'office', {
      labels: { site: 'x' },
      spec: { externalCIDRs: ['203.0.113.0/24'] },
    });
    const more = [group];
    expect(admitted({ fromCIDRSet: [{ cidrGroupRef: 'office' }] }, networkPolicy, {}, more)).toBe('outside');
    expect(admitted({ fromCIDRSet: [{ cidrGroupRef: 'gone' }] }, networkPolicy, {}, more)).toBe('');
    expect(admitted({ fromCIDRSet: [{ cidrGroupSelector: labels({ site: 'x' }) }] }, networkPolicy, {}, more)).toBe(
      'outside',
    );
    expect(admitted({ fromCIDRSet: [{ cidrGroupSelector: labels({ site: 'y' }) }] }, networkPolicy, {}, more)).toBe('');
  });
});

describe('the destinations of Cilium', () => {
  const service = objectYaml('v1', 'Service', 'other/web', {
    labels: { tier: 'front' },
    spec: { selector: { app: 'a' }, ports: [{ port: 80 }] },
  });
  const reach = (rule: object, to: string, more: readonly string[] = [service]) =>
    cilium([networkPolicy({ egress: [rule] }), ...more]).verdict('default/b', to).egress.outcome;

  it('15: are the pods behind a service, by name or by labels', () => {
    const byName = { toServices: [{ k8sService: { serviceName: 'web', namespace: 'other' } }] };
    expect([reach(byName, 'other/c'), reach(byName, 'default/a')]).toEqual(['allow', 'default-deny']);
    const bySelector = {
      toServices: [{ k8sServiceSelector: { selector: labels({ tier: 'front' }), namespace: 'other' } }],
    };
    expect([reach(bySelector, 'other/c'), reach(bySelector, 'default/a')]).toEqual(['allow', 'default-deny']);
    expect(reach(byName, 'other/c', [])).toBe('default-deny');
  });

  it('are nodes by labels where that is switched on, which is not known', () => {
    const rule = { toNodes: [labels({ zone: 'y' })] };
    expect(reach(rule, 'node node-2')).toBe('undecidable');
    expect(reach(rule, 'node node-1')).toBe('default-deny');
    expect(reach(rule, 'default/a')).toBe('default-deny');
  });

  it('are groups of a cloud provider, whose addresses are not known', () => {
    const rule = { toGroups: [{ aws: { securityGroupsIds: ['sg-1'] } }] };
    expect(reach(rule, outside)).toBe('undecidable');
    expect(reach(rule, 'default/a')).toBe('default-deny');
  });
});

describe('the ports of Cilium', () => {
  const admits = (port: object, traffic: string) =>
    cilium([networkPolicy({ ingress: [{ toPorts: [{ ports: [port] }] }] })]).verdict('default/a', 'default/b', traffic)
      .ingress.outcome;

  it.each([
    ['11: a number', { port: '8080', protocol: 'TCP' }, '8080', 'allow'],
    ['11: another number', { port: '8080', protocol: 'TCP' }, '8081', 'default-deny'],
    ['11: any protocol unless named', { port: '53' }, 'UDP 53', 'allow'],
    ['11: ANY is no ICMP', { port: '0', protocol: 'ANY' }, 'ICMP 8/0', 'default-deny'],
    ['11: 0 is every port', { port: '0', protocol: 'UDP' }, 'UDP 9999', 'allow'],
    ['11: a range', { port: '8000', endPort: 8100, protocol: 'TCP' }, '8100', 'allow'],
    ['11: past a range', { port: '8000', endPort: 8100, protocol: 'TCP' }, '8101', 'default-deny'],
    ['11: a name', { port: 'http', protocol: 'TCP' }, '8080', 'allow'],
    ['11: a name in any case', { port: 'HTTP', protocol: 'ANY' }, '8080', 'allow'],
    ['11: a name has the protocol of the container', { port: 'dns', protocol: 'ANY' }, '53', 'default-deny'],
    ['11: a name of another protocol', { port: 'dns', protocol: 'ANY' }, 'UDP 53', 'allow'],
    ['11: SCTP', { port: '1', protocol: 'ANY' }, 'SCTP 1', 'allow'],
  ])('%s', (_, port, traffic, expected) => {
    expect(admits(port, traffic)).toBe(expected);
  });

  it('11: are no ICMP, which icmps admit by number or name', () => {
    const rule = (fields: readonly object[]) => networkPolicy({ ingress: [{ icmps: [{ fields }] }] });
    const outcome = (fields: readonly object[], traffic: string) =>
      cilium([rule(fields)]).verdict('default/a', 'default/b', traffic).ingress.outcome;
    expect(outcome([{ type: 8 }], 'ICMP 8/0')).toBe('allow');
    expect(outcome([{ type: 'EchoRequest', family: 'IPv4' }], 'ICMP 8/0')).toBe('allow');
    expect(outcome([{ type: 'EchoRequest', family: 'IPv6' }], 'ICMPv6 128/0')).toBe('allow');
    expect(outcome([{ type: 0 }], 'ICMP 8/0')).toBe('default-deny');
    expect(outcome([{ type: 8 }], '8')).toBe('default-deny');
  });
});
