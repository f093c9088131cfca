import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithKubectl, kubectl, type KubectlResult } from '../support/kubectl.ts';
import { type LocalDemo, startLocalDemo } from '../support/local-demo.ts';

describeWithKubectl('kubectl exec in the demo', () => {
  let demo: LocalDemo;
  beforeAll(async () => {
    demo = await startLocalDemo();
  });
  afterAll(() => demo.stop());

  const exec = (flags: string[], argv: string[], input?: string): Promise<KubectlResult> =>
    kubectl(demo.kubeconfig, ['exec', ...flags, 'redis-0', '--', ...argv], input);

  it('keeps stdout, stderr and the exit code apart', async () => {
    const { code, stdout, stderr } = await exec([], ['sh', '-c', 'echo out; echo err >&2; exit 7']);
    expect(stdout).toBe('out\n');
    expect(stderr).toBe('err\ncommand terminated with exit code 7\n');
    expect(code).toBe(7);
  });

  it('feeds -i to the program and ends with its input', async () => {
    expect(await exec(['-i'], ['cat'], 'one\ntwo\n')).toMatchObject({ code: 0, stdout: 'one\ntwo\n' });
  });

  it('carries megabytes both ways', async () => {
    const { stdout } = await exec(['-i'], ['wc', '-c'], 'x'.repeat(3_000_000));
    expect(stdout.trim()).toBe('3000000');
    expect((await exec([], ['head', '-c', '3000000', '/dev/zero'])).stdout).toHaveLength(3_000_000);
  });

  it('names a container with -c', async () => {
    expect(await exec(['-c', 'redis'], ['echo', 'hi'])).toMatchObject({ code: 0, stdout: 'hi\n' });
    expect((await exec(['-c', 'other'], ['echo', 'hi'])).stderr).toContain('container other');
  });

  it('says that a program is missing as the runtime says it', async () => {
    const { code, stderr } = await exec([], ['no-such-program']);
    expect(code).toBe(1);
    expect(stderr).toContain('exec: "no-such-program": executable file not found in $PATH');
  });
});
