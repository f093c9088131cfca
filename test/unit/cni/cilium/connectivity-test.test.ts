import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isTestNamespace, connectivityTestPlan } from '../../../../src/cni/cilium/connectivity-test/plan.ts';
import { madeBetween } from '../../../../src/cni/cilium/connectivity-test/leftovers.ts';
import { openCluster } from '../../../../src/cluster-worker/open-cluster.ts';
import { requireWriteModeForTest, runCiliumTest } from '../../../../src/commands/cni/run-cilium-test.ts';
import type { Cluster } from '../../../../src/contracts/cluster.ts';
import { localRunner } from '../../../../src/reach/local-runner.ts';
import { itemNames } from '../../../support/demo-http.ts';
import { describeWithKubectl, kubectlProgram } from '../../../support/kubectl.ts';
import { type LocalDemo, startLocalDemo } from '../../../support/local-demo.ts';

it.each(['observe', 'probe'] as const)('the connectivity test is refused in %s mode', (mode) => {
  expect(() => requireWriteModeForTest(mode)).toThrow(`needs write mode, and plumbline runs in ${mode} mode.`);
});

it.each([
  ['cilium-test', true],
  ['cilium-test-1', true],
  ['cilium-test-ccnp2', true],
  ['cilium-test-results', false],
  ['my-cilium-test', false],
])('the namespace %s is one of such a test: %s', (name, is) => {
  expect(isTestNamespace(name)).toBe(is);
});

it('what was there before a run is not of the run, but an object that was made anew under its name is', () => {
  const object = (name: string, uid: string) => ({ kind: 'Namespace' as const, name, uid });
  const made = madeBetween(
    [object('cilium-test', 'a'), object('cilium-test-1', 'b')],
    [object('cilium-test', 'a'), object('cilium-test-1', 'c')],
  );
  expect(made).toEqual([object('cilium-test-1', 'c')]);
});

// Stands in for cilium-cli: what it makes is made in the real API by kubectl, what it prints is in the real format.
const standIn = (kubectl: string, ending: string) => `#!/bin/sh
"${kubectl}" create namespace cilium-test-1 >/dev/null 2>&1
"${kubectl}" -n cilium-test-1 create configmap echo --from-literal=a=b >/dev/null 2>&1
echo "ℹ️  Cilium version: 1.16.7"
echo "🏃[cilium-test-1] Running 2 tests ..."
echo "[=] [cilium-test-1] Test [no-policies] [1/2]"
${ending}
`;
const passes = 'echo "✅ [cilium-test-1] All 2 tests (6 actions) successful, 0 tests skipped, 0 scenarios skipped."';
const fails = `echo "📋 Test Report [cilium-test-1]"
echo "❌ 1/2 tests failed (1/6 actions), 0 tests skipped, 0 scenarios skipped:"
echo "Test [no-policies]:"
echo "  🟥 no-policies/pod-to-pod/curl-0: cilium-test-1/client (10.244.1.23) -> cilium-test-1/echo (10.244.2.9:8080)"
exit 1`;

describeWithKubectl('plumbline cni cilium-test', () => {
  let demo: LocalDemo;
  let cluster: Cluster;
  let folder: string;

  beforeAll(async () => {
    demo = await startLocalDemo();
    cluster = openCluster({ kubeconfig: demo.kubeconfig, mode: 'write' });
    folder = mkdtempSync(join(tmpdir(), 'plumbline-cilium-'));
  });

  afterAll(async () => {
    await cluster?.close();
    await demo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const namespaces = async () => {
    const list = await cluster.api({ path: '/api/v1/namespaces', operation: 'list' });
    return itemNames(list).filter(isTestNamespace);
  };

  const run = async (
    ending: string | undefined,
    options: { agree?: boolean; keep?: boolean; deadline?: number } = {},
  ) => {
    const { agree = true, keep = false, deadline = 60_000 } = options;
    const bin = mkdtempSync(join(folder, 'bin-'));
    if (ending !== undefined) {
      writeFileSync(join(bin, 'cilium'), standIn(kubectlProgram, ending));
      chmodSync(join(bin, 'cilium'), 0o755);
    }
    const said = { stdout: '', stderr: '', questions: [] as string[], entries: [] as string[] };
    const exitCode = await runCiliumTest({
      plan: connectivityTestPlan(undefined, 30),
      runner: localRunner({ PATH: `${bin}:/usr/bin:/bin`, KUBECONFIG: demo.kubeconfig, HOME: folder }),
      cluster,
      recorder: { append: (type) => void said.entries.push(type) },
      deadline,
      keep,
      ask: async (question) => {
        said.questions.push(question);
        return agree;
      },
      stdout: (text) => void (said.stdout += text),
      stderr: (text) => void (said.stderr += text),
      signal: new AbortController().signal,
    });
    return { exitCode, ...said };
  };

  /** Until the namespace is gone: a namespace takes a while to go. */
  const gone = () => expect.poll(namespaces, { timeout: 20_000 }).toEqual([]);

  it('tells what is made, runs, reads the result, and removes what was left, each after a question', async () => {
    const { exitCode, stdout, stderr, questions, entries } = await run(passes);
    expect(stderr).toContain('cilium-cli makes the namespace cilium-test-1');
    expect(stdout).toContain('Cilium version: 1.16.7');
    expect(stdout).toContain('All 2 tests passed.');
    expect(stderr).toContain('the test left Namespace cilium-test-1.');
    expect(questions).toEqual(['Run it?', 'Remove it?']);
    expect(entries).toEqual([
      'cni/connectivity-test-started',
      'cni/connectivity-test-ended',
      'cni/connectivity-test-removed',
    ]);
    expect(exitCode).toBe(0);
    await gone();
  });

  it('does nothing without consent', async () => {
    const { exitCode, entries } = await run(passes, { agree: false });
    expect({ exitCode, entries, namespaces: await namespaces() }).toEqual({ exitCode: 3, entries: [], namespaces: [] });
  });

  it('tells which test failed, and leaves what was there before alone', async () => {
    const kept = await run(fails, { keep: true });
    expect(kept.exitCode).toBe(1);
    expect(kept.stdout).toContain('1 of 2 tests failed, among them no-policies');
    expect(await namespaces()).toEqual(['cilium-test-1']);
    const again = await run(passes);
    expect(again.stderr).toContain('there before, and not touched: Namespace cilium-test-1');
    expect(again.questions).toEqual(['Run it?']);
    expect(await namespaces()).toEqual(['cilium-test-1']);
    await cluster.api({ method: 'DELETE', path: '/api/v1/namespaces/cilium-test-1', operation: 'delete' });
    await gone();
  });

  it('ends a run whose time is over, calls it unknown, and finds what it left', async () => {
    const { exitCode, stderr } = await run('sleep 300', { deadline: 3_000 });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('its time was over');
    expect(stderr).toContain('the test left Namespace cilium-test-1.');
    await gone();
  });

  it('says so where cilium-cli is not installed', async () => {
    const { exitCode, stderr } = await run(undefined);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('there is no cilium (cilium-cli) on this machine');
  });
});
