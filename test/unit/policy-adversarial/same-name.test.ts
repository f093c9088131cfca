import { describe, expect, it } from 'vitest';
import { verdictAnswer } from '../../../src/policy/answers/verdict.ts';
import { createPolicyIndex } from '../../../src/policy/index/policy-index.ts';
import { lintPolicies } from '../../../src/policy/lint/lint.ts';
import { readFlowList } from '../../../src/policy/answers/flow-list.ts';
import { referenceOf } from '../../../src/policy/reference.ts';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { clusterOf, namespaceYaml, networkPolicy, under } from '../policy/cluster.ts';

const calico = (spec: object): string => objectYaml('projectcalico.org/v3', 'NetworkPolicy', 'shop/same', { spec });

const objects = [namespaceYaml('shop'), podYaml('shop/web', { app: 'web' }), podYaml('shop/api', { app: 'api' })];

const kubernetes = networkPolicy('shop/same', { podSelector: { matchLabels: { app: 'api' } }, ingress: [{}] });

describe('a NetworkPolicy of Calico and one of Kubernetes with the same name', () => {
  it('are told apart in what decides', () => {
    const { snapshot } = clusterOf([...objects, kubernetes, calico({ order: 1, ingress: [{ action: 'Deny' }] })]);
    const flows = readFlowList(JSON.stringify([{ from: 'shop/web', to: 'shop/api', port: 80 }]), 'flows.json');
    const { text } = verdictAnswer(snapshot, flows, { manifests: [], output: 'json', probes: 'flows.json' });
    const { items } = JSON.parse(text) as {
      readonly items: readonly { readonly decidedBy: readonly { policy: { kind: string } }[] }[];
    };
    expect(items[0]?.decidedBy.map(({ policy }) => policy.kind)).toEqual(['Calico NetworkPolicy']);
  });

  it('are found each by their own reference', () => {
    const { snapshot } = clusterOf([...objects, kubernetes, calico({})]);
    expect(snapshot.objects.map((object) => referenceOf(object).kind).sort()).toEqual([
      'Calico NetworkPolicy',
      'NetworkPolicy',
    ]);
  });

  it('have findings of their own', () => {
    const { snapshot, program } = clusterOf([...objects, kubernetes, calico({ foo: 1 })]);
    const found = lintPolicies(createPolicyIndex(program, snapshot)).filter(({ id }) => id === 'not-understood');
    expect(found.map(({ policy }) => policy.kind)).toEqual(['Calico NetworkPolicy']);
  });

  it('come in the order in which Calico takes them: that of Kubernetes first where their orders tie', () => {
    const tied = clusterOf(
      [...objects, kubernetes, calico({ order: 1000, ingress: [{ action: 'Deny' }] })],
      under('calico'),
    );
    expect(tied.outcome('shop/web', 'shop/api')).toBe('allow allow');
  });

  it('are replaced by what is staged for them, and not for the other', () => {
    const staged = objectYaml('projectcalico.org/v3', 'StagedNetworkPolicy', 'shop/same', {
      spec: { order: 1, ingress: [{ action: 'Allow' }] },
    });
    const cluster = clusterOf([...objects, calico({ order: 1, ingress: [{ action: 'Deny' }] }), staged]);
    expect(cluster.verdict('shop/web', 'shop/api').ingress).toMatchObject({ outcome: 'deny', staged: 'allow' });
  });
});
