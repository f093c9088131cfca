import { expect, it } from 'vitest';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import { createPolicyIndex } from '../../../src/policy/index/policy-index.ts';
import { policiesOf } from '../../../src/policy/index/conditions-of.ts';
import { rulePeers } from '../../../src/policy/questions/opened-flows.ts';
import { objectYaml, podYaml, policyCluster, yamlOf } from '../../support/policy-flows.ts';

const { program, snapshot } = policyCluster(
  yamlOf(
    objectYaml('v1', 'Namespace', 'shop', {}),
    podYaml('shop/web-1', { app: 'web' }),
    podYaml('shop/web-2', { app: 'web' }),
    podYaml('shop/db', { app: 'db' }),
    objectYaml('networking.k8s.io/v1', 'NetworkPolicy', 'shop/db', {
      spec: {
        podSelector: { matchLabels: { app: 'db' } },
        ingress: [
          { from: [{ podSelector: { matchLabels: { app: 'web' } } }] },
          { from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] },
          { from: [{ podSelector: { matchLabels: { app: 'gone' } } }] },
        ],
      },
    }),
  ),
  compileProgram,
);

it('names the pods that each rule of a policy opens flows with, and whether outside addresses are among them', () => {
  const index = createPolicyIndex(program, snapshot);
  const [policy] = policiesOf(program);
  if (policy === undefined) throw new Error('there is no policy');
  expect(rulePeers(index, policy)).toMatchObject([
    {
      direction: 'ingress',
      rule: 1,
      action: 'allow',
      pods: 2,
      workloads: ['shop/web-1', 'shop/web-2'],
      outside: false,
    },
    { rule: 2, pods: 0, outside: true },
    { rule: 3, pods: 0, workloads: [], outside: false },
  ]);
});
