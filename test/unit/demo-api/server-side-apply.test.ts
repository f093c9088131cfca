import { describe, expect, it } from 'vitest';
import { fieldsOf, fromFieldsV1, pathText, toFieldsV1 } from '../../../demo/api/apply/field-set.ts';
import { recordUpdate } from '../../../demo/api/apply/managed-fields.ts';
import { ownedByApplier, serverSideApply } from '../../../demo/api/apply/server-side-apply.ts';
import type { KubernetesObject } from '../../../demo/world/types.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const applier = (name: string) => ({ name, operation: 'Apply', subresource: undefined }) as const;
const deployment = (containers: unknown[], replicas?: number): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { ...(replicas === undefined ? {} : { replicas }), template: { spec: { containers } } },
});
const applied = (object: KubernetesObject, name: string): KubernetesObject =>
  ownedByApplier(object, object, applier(name), now);
const lay = (live: KubernetesObject, next: KubernetesObject, name: string, force = false): KubernetesObject =>
  serverSideApply(live, next, applier(name), { force, now });

describe('the fields of an object', () => {
  it('are found by key in lists of named things, and named so in a conflict', () => {
    const object = deployment([{ name: 'a', image: 'a:1', ports: [{ containerPort: 80 }], args: ['x', 'y'] }], 2);
    expect([...fieldsOf(object).values()].map(({ path }) => pathText(path))).toEqual([
      '.spec.replicas',
      '.spec.template.spec.containers[name="a"]',
      '.spec.template.spec.containers[name="a"].name',
      '.spec.template.spec.containers[name="a"].image',
      '.spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="TCP"]',
      '.spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="TCP"].containerPort',
      '.spec.template.spec.containers[name="a"].args',
    ]);
  });

  it('survive the way into managedFields and back', () => {
    const texts = new Set(fieldsOf(deployment([{ name: 'a', image: 'a:1' }], 2)).keys());
    expect(fromFieldsV1(JSON.parse(JSON.stringify(toFieldsV1(texts))))).toEqual(texts);
  });
});

describe('server-side apply', () => {
  it('adds a container beside somebody else’s', () => {
    const live = applied(deployment([{ name: 'a', image: 'a:1' }]), 'one');
    const next = lay(live, deployment([{ name: 'b', image: 'b:1' }]), 'two');
    expect(next['spec']).toMatchObject({ template: { spec: { containers: [{ name: 'a' }, { name: 'b' }] } } });
  });

  it('takes away the container that its applier leaves out', () => {
    const live = applied(
      deployment([
        { name: 'a', image: 'a:1' },
        { name: 'b', image: 'b:1' },
      ]),
      'one',
    );
    const next = lay(live, deployment([{ name: 'a', image: 'a:1' }]), 'one');
    expect(next['spec']).toEqual({ template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } });
  });

  it('has no conflict over a value that both want', () => {
    const live = applied(deployment([{ name: 'a', image: 'a:1' }], 2), 'one');
    expect(() => lay(live, deployment([{ name: 'a', image: 'a:1' }], 2), 'two')).not.toThrow();
  });

  it('says who wrote an object that nobody owned before', () => {
    expect(() => lay(deployment([], 2), deployment([], 3), 'one')).toThrow(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using apps/v1: .spec.replicas',
    );
  });

  it('changes nothing, not even a time, when the same is applied again', () => {
    const live = applied(deployment([{ name: 'a', image: 'a:1' }], 2), 'one');
    const next = serverSideApply(live, deployment([{ name: 'a', image: 'a:1' }], 2), applier('one'), {
      force: false,
      now: now + 60_000,
    });
    expect(next).toEqual(live);
  });

  it('gives a field to whoever writes it by an ordinary update', () => {
    const live = applied(deployment([{ name: 'a', image: 'a:1' }], 2), 'one');
    const changed = { ...live, spec: deployment([{ name: 'a', image: 'a:1' }], 5)['spec'] };
    const written = recordUpdate(live, changed, { name: 'kubectl', operation: 'Update', subresource: undefined }, now);
    expect(() => lay(written, deployment([{ name: 'a', image: 'a:1' }], 2), 'one')).toThrow(
      'conflict with "kubectl" using apps/v1: .spec.replicas',
    );
  });
});
