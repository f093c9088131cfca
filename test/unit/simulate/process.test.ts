import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstContainer, type Simulated, simulated } from './simulated.ts';

const place = 'shop/frontend@worker-1';
let cluster: Simulated;
beforeAll(async () => {
  cluster = await simulated();
});
afterAll(() => cluster.stop());

describe('Processes of the simulation', () => {
  it('are not started when the image lacks the program, in the words of a container runtime', async () => {
    const ran = await cluster.run('kube-system/coredns', ['ping', '-c', '1', '10.244.1.1']);
    expect(ran.refused).toMatch(/exec: "ping": executable file not found in \$PATH/);
  });

  it('get what is written to their stdin, until its end', async () => {
    expect(await cluster.run(place, ['cat'], { stdin: 'one\ntwo' })).toMatchObject({ stdout: 'one\ntwo', code: 0 });
  });

  it('have no stdin when none was asked for', async () => {
    expect(await cluster.run(place, ['cat'])).toMatchObject({ stdout: '', code: 0 });
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGKILL', 137],
  ] as const)('end with 128+n on %s, and what they started ends with them', async (signal, code) => {
    const pod = cluster.pod(place);
    const argv = ['sh', '-c', 'sleep 600 | cat'];
    const start = await cluster.backend.exec({ pod, container: firstContainer(pod), argv, stdin: false, tty: false });
    if (!start.started) throw new Error(start.message);
    start.process.kill(signal);
    expect(await start.process.exitCode).toBe(code);
    const left = await cluster.run(place, ['ps']);
    expect(left.stdout).not.toContain('sleep');
  });

  it('are ended by timeout with 124, or 137 when they do not listen', async () => {
    expect((await cluster.run(place, ['timeout', '0.1', 'sleep', '60'])).code).toBe(124);
    const deaf = ['timeout', '-k', '0.1', '0.1', 'sh', '-c', "trap '' TERM; sleep 60; sleep 60"];
    expect((await cluster.run(place, deaf)).code).toBe(137);
  });

  it('see the files that the kubelet writes', async () => {
    const ran = await cluster.run(place, ['cat', '/etc/resolv.conf']);
    expect(ran.stdout).toBe(
      'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    );
  });

  it('end with their pod', async () => {
    const own = await simulated();
    const running = own.run(place, ['sleep', '600']);
    const gone = own.pod(place);
    await own.backend.sync({ ...own.objects, pods: own.objects.pods.filter((pod) => pod !== gone) });
    expect((await running).code).toBe(137);
    await own.stop();
  });

  it('all end when the simulation stops', async () => {
    const own = await simulated();
    const running = own.run(place, ['ping', '10.244.1.5']);
    await own.stop();
    expect((await running).code).toBe(137);
  });
});
