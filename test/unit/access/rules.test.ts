import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { permissions, permissionsOf } from '../../../src/access/permissions.ts';
import { roleYaml } from '../../../src/access/role-yaml.ts';
import { type PolicyRule, ruleFor, rulesFor } from '../../../src/access/rules.ts';
import type { AccessQuestion } from '../../../src/contracts/cluster.ts';
import { watchedResources } from '../../../src/kube/watch/resources.ts';
import { helperPermissions } from '../../../src/reach/ladder/permissions.ts';

/** Whether a rule allows what is asked, read as the API server reads it. */
function allows(rule: PolicyRule, { verb, group = '', resource, subresource, name }: AccessQuestion): boolean {
  const full = subresource === undefined ? resource : `${resource}/${subresource}`;
  const named = rule.resourceNames === undefined || (name !== undefined && rule.resourceNames.includes(name));
  return rule.verbs.includes(verb) && rule.apiGroups.includes(group) && rule.resources.includes(full) && named;
}

describe('the table of permissions', () => {
  it('has every resource that is watched and everything that the ladder asks', () => {
    for (const resource of watchedResources) {
      const verbs = permissions
        .filter(({ question }) => question.resource === resource)
        .map(({ question }) => question.verb);
      expect(verbs, resource).toEqual(expect.arrayContaining(['list', 'watch']));
    }
    const asked = permissionsOf('probe').map(({ question }) => question);
    for (const { question } of helperPermissions) expect(asked).toContainEqual(question);
  });

  it('changes nothing in observe mode but opening a WebSocket', () => {
    const acting = permissionsOf('observe').filter(({ question }) => !['get', 'list', 'watch'].includes(question.verb));
    expect(acting.map(({ question }) => question)).toEqual([{ verb: 'create', resource: 'pods', subresource: 'exec' }]);
  });

  it.each(['observe', 'probe', 'write'] as const)('is allowed whole by the rules of %s mode', (mode) => {
    const asked = permissionsOf(mode);
    const rules = rulesFor(asked);
    for (const { question } of asked)
      expect(
        rules.some((rule) => allows(rule, question)),
        JSON.stringify(question),
      ).toBe(true);
  });

  it.each(['observe', 'probe'] as const)('has no rule of %s mode that allows more than was asked', (mode) => {
    const asked = permissionsOf(mode);
    for (const rule of rulesFor(asked)) {
      for (const resource of rule.resources) {
        for (const verb of rule.verbs) {
          const [plain = '', subresource] = resource.split('/');
          const found = asked.some(
            ({ question }) =>
              question.verb === verb &&
              question.resource === plain &&
              question.subresource === subresource &&
              (question.group ?? '') === rule.apiGroups[0],
          );
          expect(found, `${verb} ${resource}`).toBe(true);
        }
      }
    }
    expect(JSON.stringify(rulesFor(asked))).not.toContain('*');
    expect(JSON.stringify(rulesFor(asked))).not.toContain('secrets');
  });
});

describe('a rule for one missing permission', () => {
  it('names group, resource and verb', () =>
    expect(ruleFor({ verb: 'list', resource: 'networkpolicies', group: 'networking.k8s.io' })).toEqual({
      apiGroups: ['networking.k8s.io'],
      resources: ['networkpolicies'],
      verbs: ['list'],
    }));
  it('of exec has both verbs: servers from 1.35 on check create as well', () =>
    expect(ruleFor({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'shop' })).toEqual({
      apiGroups: [''],
      resources: ['pods/exec'],
      verbs: ['get', 'create'],
    }));
});

describe('the role', () => {
  const read = (text: string): readonly unknown[] =>
    parseAllDocuments(text).map((document): unknown => document.toJS());

  it('is a ClusterRole with its binding', () => {
    const text = roleYaml({ mode: 'observe', namespace: undefined, subject: { kind: 'User', name: 'ann' } });
    expect(read(text)).toMatchObject([
      { kind: 'ClusterRole', metadata: { name: 'plumbline-observe' } },
      {
        kind: 'ClusterRoleBinding',
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'plumbline-observe' },
        subjects: [{ kind: 'User', name: 'ann' }],
      },
    ]);
    expect(text).toContain('verbs: [get, list, watch]');
  });

  it('of one namespace holds nothing that lies in none, and nothing of other namespaces', () => {
    const text = roleYaml({ mode: 'probe', namespace: 'shop', subject: { kind: 'Group', name: 'ops' } });
    const [role] = read(text);
    expect(role).toMatchObject({ kind: 'Role', metadata: { namespace: 'shop' } });
    for (const word of [
      'nodes',
      'namespaces',
      'configmaps',
      'globalnetworkpolicies',
      'ciliumclusterwidenetworkpolicies',
    ]) {
      expect(JSON.stringify(role)).not.toContain(`"${word}"`);
    }
    expect(text).toContain('neither nodes nor other namespaces');
  });
});
