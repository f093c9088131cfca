import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import { type CompiledWords, describeCompiled } from '../../../src/policy/words/describe-compiled.ts';
import { referenceOf } from '../../../src/policy/reference.ts';
import { objectYaml, podYaml, policyCluster, yamlOf } from '../../support/policy-flows.ts';

/** The words of the one policy among some objects. */
function words(
  apiVersion: string,
  kind: string,
  name: string,
  spec: object,
  ...more: readonly string[]
): CompiledWords {
  const yaml = yamlOf(podYaml('default/a'), objectYaml(apiVersion, kind, name, { spec }), ...more);
  const { program } = policyCluster(yaml, compileProgram);
  const { kind: wanted } = referenceOf({ apiVersion, kind, namespace: '', name: '' });
  const tier = program.tiers.find(({ policies }) => policies.some(({ reference }) => reference.kind === wanted));
  const policy = tier?.policies.find(({ reference }) => reference.kind === wanted);
  if (tier === undefined || policy === undefined) throw new Error('no policy was compiled');
  return describeCompiled(policy, tier);
}

const kubernetes = (spec: object) => words('networking.k8s.io/v1', 'NetworkPolicy', 'default/p', spec);
const calico = (spec: object) => words('projectcalico.org/v3', 'NetworkPolicy', 'default/p', spec);
const cilium = (spec: object) =>
  words('cilium.io/v2', 'CiliumNetworkPolicy', 'default/p', { endpointSelector: {}, ...spec });

describe('a compiled policy in words', () => {
  it('keeps deny-all, allow-all and not-governed apart, in every dialect', () => {
    const effects = ({ ingress, egress }: CompiledWords) => [ingress.effect, egress.effect];
    expect(effects(kubernetes({ podSelector: {}, policyTypes: ['Ingress'] }))).toEqual(['deny-all', 'not-governed']);
    expect(effects(kubernetes({ podSelector: {}, ingress: [{}] }))).toEqual(['allow-all', 'not-governed']);
    expect(effects(calico({ types: ['Egress'] }))).toEqual(['not-governed', 'deny-all']);
    expect(effects(calico({ ingress: [{ action: 'Allow' }], egress: [{ action: 'Deny' }] }))).toEqual([
      'allow-all',
      'deny-all',
    ]);
    expect(effects(cilium({ ingress: [{}] }))).toEqual(['deny-all', 'not-governed']);
    expect(effects(cilium({ egress: [{ toEntities: ['all'] }] }))).toEqual(['not-governed', 'allow-all']);
  });

  it('calls some rules that allow what they are, and what none names denied', () => {
    expect(
      kubernetes({ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'a' } } }] }] }).ingress,
    ).toMatchObject({
      effect: 'allow-some',
      otherwise: 'denied',
      rules: [{ number: 1, action: 'allow', words: 'from pods with app=a in the same namespace on any port' }],
    });
  });

  it('lets rules that deny, pass or leave open speak for themselves', () => {
    const spec = { ingress: [{ action: 'Deny', source: { selector: `app == 'a'` } }, { action: 'Allow' }] };
    expect(calico(spec).ingress).toMatchObject({
      effect: 'by-rules',
      rules: [
        { action: 'deny', words: 'from pods with app=a in the same namespace on any port' },
        { action: 'allow', words: 'from anyone on any port' },
      ],
    });
    const open = cilium({ enableDefaultDeny: { ingress: false }, ingress: [{ fromEntities: ['world'] }] });
    expect(open.ingress).toMatchObject({ effect: 'by-rules', otherwise: 'left-to-others' });
  });

  it('says what it selects, without the namespace that it stands in', () => {
    expect(kubernetes({ podSelector: {} }).selects).toBe('every pod');
    expect(calico({ selector: `app == 'a' && !has(tier)` }).selects).toBe('pods with app=a and no label tier');
    expect(cilium({ endpointSelector: { matchLabels: { app: 'a' } }, ingress: [{}] }).selects).toBe('pods with app=a');
    const global = words('projectcalico.org/v3', 'GlobalNetworkPolicy', 'p', { namespaceSelector: `team == 'x'` });
    expect(global.selects).toBe('every pod in namespaces with team=x');
  });

  it('spells out AND within a peer and OR between peers', () => {
    const both = {
      namespaceSelector: { matchLabels: { team: 'x' } },
      podSelector: { matchLabels: { app: 'a', tier: 'b' } },
    };
    const either = { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } };
    expect(kubernetes({ podSelector: {}, ingress: [{ from: [both, either] }] }).ingress.rules[0]?.words).toBe(
      'from pods with app=a and tier=b in namespaces with team=x, or addresses in 10.0.0.0/8 except 10.1.0.0/16 on any port',
    );
  });

  it.each([
    [{ protocol: 'TCP', destination: { ports: [80, '8000:8100', 'http'] } }, 'TCP 80, 8000-8100 or port named http'],
    [{ protocol: 'UDP', destination: { notPorts: [53] } }, 'any UDP port but not 53'],
    [{ notProtocol: 'TCP' }, 'any protocol but TCP'],
    [{ protocol: 'ICMP', icmp: { type: 3, code: 4 } }, 'ICMP type 3 code 4'],
    [{ protocol: 47, ipVersion: 4 }, 'IPv4 protocol 47'],
  ])('says the traffic of %j', (rule, expected) => {
    expect(calico({ ingress: [{ action: 'Allow', ...rule }] }).ingress.rules[0]?.words).toBe(
      `from anyone on ${expected}`,
    );
  });

  it('says what else must hold, and what is not certain', () => {
    const http = { toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }] };
    expect(cilium({ ingress: [{ fromEntities: ['cluster'], ...http }] }).ingress.rules[0]?.words).toBe(
      'from pods or nodes on TCP 80, if the request is HTTP GET',
    );
    expect(cilium({ egress: [{ toFQDNs: [{ matchName: 'example.com' }] }] }).egress.rules[0]?.words).toBe(
      'to addresses outside the cluster (not certain: it is allowed if example.com resolves to the address here) on any port',
    );
  });

  it('says what a rule demands of the policy subjects besides', () => {
    const rule = { action: 'Allow', source: { notNets: ['10.0.0.0/8'] }, destination: { selector: `app == 'b'` } };
    expect(calico({ ingress: [rule] }).ingress.rules[0]?.words).toBe(
      'for pods with app=b in the same namespace, from addresses in 0.0.0.0/0 except 10.0.0.0/8 on any port',
    );
  });

  it('takes the alternatives of one rule of Cilium together', () => {
    const toPorts = [{ ports: [{ port: '80', protocol: 'TCP' }] }, { ports: [{ port: '53', protocol: 'UDP' }] }];
    expect(cilium({ ingress: [{ fromEndpoints: [{}], toPorts }] }).ingress.rules.map((rule) => rule.words)).toEqual([
      'from every pod in the same namespace on TCP 80 or UDP 53',
    ]);
  });

  it('says what is not understood', () => {
    expect(calico({ selector: 'app' }).notUnderstood).toHaveLength(1);
  });
});
