import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createActionAccess } from '../../../src/access/action-access.ts';
import { actionNeeds } from '../../../src/access/action-needs.ts';
import { denialOf } from '../../../src/access/denial.ts';
import type { AccessAnswer, AccessQuestion } from '../../../src/contracts/cluster.ts';
import type { Endpoint } from '../../../src/contracts/endpoint.ts';

const source: Endpoint = { kind: 'pod', namespace: 'shop', name: 'web-1' };
const destination: Endpoint = { kind: 'workload', workload: 'Deployment', namespace: 'pay', name: 'api' };
const denied: AccessAnswer = { state: 'denied', reason: 'No rule allows it.' };
const allowed: AccessAnswer = { state: 'allowed' };
const isExec = ({ subresource }: AccessQuestion): boolean => subresource === 'exec';
const places = { source, destination: undefined, cniNamespace: undefined };

describe('what an action asks', () => {
  it('is nothing before there is a source', () =>
    expect(actionNeeds({ ...places, source: undefined }, 'probe').size).toBe(0));
  it('is exec where its programs run, in observe mode', () =>
    expect(actionNeeds(places, 'observe').get('ping')).toEqual([
      {
        what: 'run programs in pods of namespace shop',
        alternatives: [[{ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'shop' }]],
      },
    ]));
  it('is any rung of the ladder where helpers may be made', () =>
    expect(actionNeeds(places, 'probe').get('ping')?.[0]?.alternatives).toHaveLength(3));
  it('is any namespace that a debug pod on a node could be made in, kube-system first, where helpers may be made', () => {
    const alternatives = actionNeeds({ ...places, namespace: 'shop' }, 'probe').get('node-debug-pod')?.[0]
      ?.alternatives;
    expect(alternatives?.map((questions) => [...new Set(questions.map(({ namespace }) => namespace))])).toEqual([
      ['kube-system'],
      ['shop'],
    ]);
    expect(actionNeeds({ ...places, namespace: 'shop' }, 'observe').has('node-debug-pod')).toBe(false);
  });
  it('is both ends for bandwidth', () =>
    expect(
      actionNeeds({ ...places, destination }, 'observe')
        .get('bandwidth')
        ?.map(({ what }) => what),
    ).toEqual(['run programs in pods of namespace shop', 'run programs in pods of namespace pay']));
});

describe('a denial', () => {
  const needs = (mode: 'observe' | 'probe') => actionNeeds(places, mode).get('ping') ?? [];

  it('names what is not allowed, and has the missing rule as YAML that kubectl takes', () => {
    const denial = denialOf(needs('observe'), () => denied);
    expect(denial?.sentence).toBe(
      'You may not run programs in pods of namespace shop: get and create pods/exec is not allowed.',
    );
    expect(parse(denial?.yaml ?? '')).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'plumbline-exec', namespace: 'shop' },
      rules: [{ apiGroups: [''], resources: ['pods/exec'], verbs: ['get', 'create'] }],
    });
  });
  it('is none while another rung is allowed', () =>
    expect(denialOf(needs('probe'), (question) => (isExec(question) ? denied : allowed))).toBe(undefined));
  it('says when no other way is allowed either', () =>
    expect(denialOf(needs('probe'), () => denied)?.sentence).toContain('is not allowed, nor is any other way.'));
  it('is none while nothing is known', () =>
    expect(denialOf(needs('observe'), () => ({ state: 'unknown', reason: 'down' }))).toBe(undefined));
});

describe('the board of what is not allowed', () => {
  it('forgets the answers for ends that were left meanwhile', async () => {
    const waiting: (() => void)[] = [];
    const access = createActionAccess(
      {
        review: (question) =>
          new Promise((resolve) => waiting.push(() => resolve(question.namespace === 'shop' ? denied : allowed))),
      },
      'observe',
    );
    const first = access.look(places);
    const second = access.look({ ...places, source: { ...source, namespace: 'pay' } });
    for (const answer of waiting) answer();
    await Promise.all([first, second]);
    expect([...access.getSnapshot().keys()]).toEqual([]);
    const third = access.look(places);
    waiting.at(-1)?.();
    await third;
    expect([...access.getSnapshot().keys()]).toEqual(['ping', 'connect', 'dns', 'bandwidth']);
  });

  it('takes a review that fails for no answer', async () => {
    const access = createActionAccess({ review: () => Promise.reject(new Error('down')) }, 'observe');
    await access.look(places);
    expect(access.getSnapshot().size).toBe(0);
  });
});
