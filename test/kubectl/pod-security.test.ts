import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeWithKubectl, kubectl, refused, succeed } from '../support/kubectl.ts';
import { type LocalDemo, startLocalDemo } from '../support/local-demo.ts';

const image = '--image=registry.demo/plumbline/toolbox:1';

describeWithKubectl('PodSecurity admission in the demo', () => {
  let demo: LocalDemo;
  beforeAll(async () => {
    demo = await startLocalDemo();
  });
  afterAll(() => demo.stop());
  beforeEach(() => enforce('privileged'));

  const ok = (...args: string[]): Promise<string> => succeed(demo.kubeconfig, args);
  const enforce = (level: string): Promise<string> =>
    ok('label', 'namespace', 'payments', `pod-security.kubernetes.io/enforce=${level}`, '--overwrite');
  const debug = (profile: string, name: string): string[] => [
    'debug',
    'ledger-db-0',
    '-n',
    'payments',
    image,
    `--profile=${profile}`,
    '-c',
    name,
    '--',
    'sleep',
    '900',
  ];

  it('baseline refuses the capabilities of kubectl’s own profiles', async () => {
    await enforce('baseline');
    expect(await refused(demo.kubeconfig, debug('general', 'a'))).toBe(
      'Error from server (Forbidden): pods "ledger-db-0" is forbidden: violates PodSecurity "baseline:latest": non-default capabilities (container "a" must not include "SYS_PTRACE" in securityContext.capabilities.add)\n',
    );
    expect(await refused(demo.kubeconfig, debug('netadmin', 'b'))).toContain('must not include "NET_ADMIN", "NET_RAW"');
    await ok(...debug('baseline', 'c'));
  });

  it('restricted checks the whole pod, not only what is added', async () => {
    await enforce('restricted');
    const said = await refused(demo.kubeconfig, debug('restricted', 'd'));
    expect(said).toContain('violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false');
    expect(said).toContain('"postgres"');
    expect(said).not.toContain('"d"');
  });

  it('refuses a pod with the node’s network, in a dry run too', async () => {
    await enforce('baseline');
    const run = ['run', 'probe', '-n', 'payments', image, '--restart=Never', '--dry-run=server'];
    const overrides = '--overrides={"spec":{"hostNetwork":true}}';
    expect(await refused(demo.kubeconfig, [...run, overrides])).toContain('host namespaces (hostNetwork)');
    expect(await ok(...run)).toBe('pod/probe created (server dry run)\n');
  });

  it('lets a Job be made, warns, and tells by an event why it has no pod', async () => {
    await enforce('restricted');
    const { stderr } = await kubectl(demo.kubeconfig, ['create', 'job', 'bare', '-n', 'payments', image, '--', 'true']);
    expect(stderr).toContain(
      'Warning: would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
    );
    const events = await ok('get', 'events', '-n', 'payments', '--field-selector=reason=FailedCreate');
    expect(events).toMatch(/job\/bare +Error creating: pods "bare-\w+" is forbidden: violates PodSecurity/);
    expect(await ok('get', 'pods', '-n', 'payments', '-l', 'job-name=bare', '-o', 'name')).toBe('');
    await ok('delete', 'job', 'bare', '-n', 'payments');
  });
});
