import { describe, expect, it } from 'vitest';
import { violations } from '../../../demo/api/admission/pod-checks.ts';

const container = (name: string, securityContext?: unknown) => ({ name, image: 'a:1', securityContext });
const strict = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
const said = (level: 'baseline' | 'restricted', spec: Record<string, unknown>): string[] =>
  violations(level, spec).map(({ reason, detail }) => `${reason} (${detail})`);

describe('the Pod Security Standards', () => {
  it('let a careful pod pass the strictest level', () => {
    expect(said('restricted', { containers: [container('a', strict)] })).toEqual([]);
  });

  it('forbid nothing at level privileged', () => {
    expect(violations('privileged', { hostNetwork: true, containers: [container('a', { privileged: true })] })).toEqual(
      [],
    );
  });

  it('name every container that is at fault, ephemeral ones too', () => {
    const spec = {
      containers: [container('a', { capabilities: { add: ['NET_RAW', 'CHOWN'] } }), container('b')],
      ephemeralContainers: [container('c', { capabilities: { add: ['SYS_PTRACE'] } })],
    };
    expect(said('baseline', spec)).toEqual([
      'non-default capabilities (containers "a", "c" must not include "NET_RAW", "SYS_PTRACE" in securityContext.capabilities.add)',
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['host namespaces', { hostPID: true, hostNetwork: true }, 'host namespaces (hostNetwork, hostPID)'],
    ['host paths', { volumes: [{ name: 'host', hostPath: { path: '/' } }] }, 'hostPath volumes (volume "host")'],
    [
      'host ports',
      { containers: [{ name: 'a', ports: [{ hostPort: 80 }, { hostPort: 443 }] }] },
      'hostPort (container "a" uses hostPorts 443, 80)',
    ],
    [
      'privileged containers',
      { containers: [container('a', { privileged: true })] },
      'privileged (container "a" must not set securityContext.privileged=true)',
    ],
    [
      'an unconfined seccomp profile',
      { securityContext: { seccompProfile: { type: 'Unconfined' } } },
      'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
  ])('forbid %s at level baseline', (_what, spec, sentence) => {
    expect(said('baseline', spec)).toEqual([sentence]);
  });

  it('ask a container that says nothing for all four settings at level restricted', () => {
    expect(said('restricted', { containers: [container('a')] })).toEqual([
      'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false)',
      'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"])',
      'runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true)',
      'seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ]);
  });

  it('take the pod’s setting for a container that has none of its own', () => {
    const { runAsNonRoot, seccompProfile, ...rest } = strict;
    const spec = { securityContext: { runAsNonRoot, seccompProfile }, containers: [container('a', rest)] };
    expect(said('restricted', spec)).toEqual([]);
  });

  it('refuse an explicit root at level restricted', () => {
    const spec = { containers: [container('a', { ...strict, runAsUser: 0, runAsNonRoot: false })] };
    expect(said('restricted', spec)).toEqual([
      'runAsNonRoot != true (container "a" must not set securityContext.runAsNonRoot=false)',
      'runAsUser=0 (container "a" must not set runAsUser=0)',
    ]);
  });
});
