import { afterEach, describe, expect, it } from 'vitest';
import { containerRunner } from '../../../src/reach/container-runner.ts';
import { containerPlace, kubectlExecLine } from '../../../src/reach/kubectl-line.ts';
import { findPrograms, ProgramCache } from '../../../src/reach/which.ts';
import { testTarget } from '../../support/exec-server.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { connectTo } from '../../support/test-connection.ts';
import { type Bench, openBench } from '../exec/bench.ts';

describe('the command as an operator could paste it', () => {
  it('names context, namespace, pod and container', () => {
    expect(kubectlExecLine(testTarget, ['ping', '-c', '3', '10.244.2.8'], { context: 'prod-eu1' })).toBe(
      'kubectl --context prod-eu1 exec -n shop web-1 -c app -- ping -c 3 10.244.2.8',
    );
  });

  it('quotes what a shell would take apart', () => {
    const line = kubectlExecLine({ namespace: 'shop', pod: 'web-1' }, ['sh', '-c', "echo 'a b' $X"], {
      kubeconfig: '/tmp/my config',
      context: 'admin@prod (eu)',
    });
    expect(line).toBe(
      `kubectl --kubeconfig '/tmp/my config' --context 'admin@prod (eu)' exec -n shop web-1 -- sh -c 'echo '\\''a b'\\'' $X'`,
    );
  });

  it('stands beside a place in words', () => {
    expect(containerPlace(testTarget)).toEqual({ kind: 'container', text: 'container app in pod shop/web-1' });
    expect(containerPlace({ namespace: 'shop', pod: 'web-1' }).text).toBe('pod shop/web-1');
  });
});

let bench: Bench;

describeWithPrograms('looking for programs in a container', ['sh', 'ping', 'iperf3', 'head'], () => {
  afterEach(() => bench.close());

  it('takes one exec where there is a shell', async () => {
    bench = await openBench();
    const { found, trouble } = await findPrograms(containerRunner(bench.connection, testTarget), [
      'ping',
      'no-such-program',
      'iperf3',
      'sh',
    ]);
    expect(trouble).toBeUndefined();
    expect([...found.keys()]).toEqual(['ping', 'iperf3', 'sh']);
    expect(found.get('ping')).toMatchObject({ flavour: 'iputils', version: expect.stringMatching(/^\d{8}$/) });
    expect(found.get('iperf3')?.version).toMatch(/^3\.\d+/);
    expect(bench.server.upgrades).toHaveLength(1);
  });

  it('tries each program where there is none', async () => {
    bench = await openBench({ missing: ['sh'] });
    const { found } = await findPrograms(containerRunner(bench.connection, testTarget), ['ping', 'no-such-program']);
    expect([...found.keys()]).toEqual(['ping']);
    expect(found.get('ping')?.flavour).toBe('iputils');
  });

  it('says why nothing could be found out', async () => {
    const message = 'pods "web-1" is forbidden: no exec for you';
    bench = await openBench({ refuse: { status: 403, body: JSON.stringify({ kind: 'Status', message, code: 403 }) } });
    const { found, trouble } = await findPrograms(containerRunner(bench.connection, testTarget), ['ping']);
    expect(found.size).toBe(0);
    expect(trouble).toContain(message);
  });

  it('is allowed in observe mode, with a shell and without', async () => {
    bench = await openBench();
    const { connection, close } = await connectTo(bench.server.url, {}, 'observe');
    const runner = containerRunner(connection, testTarget);
    const withShell = await findPrograms(runner, ['ping', 'iperf3']);
    bench.server.switches.missing = ['sh'];
    const without = await findPrograms(runner, ['ping', 'iperf3']);
    await close();
    expect([...withShell.found.keys(), withShell.trouble]).toEqual(['ping', 'iperf3', undefined]);
    expect([...without.found.keys(), without.trouble]).toEqual(['ping', 'iperf3', undefined]);
  });

  it('asks once per container', async () => {
    bench = await openBench();
    const cache = new ProgramCache();
    const runner = containerRunner(bench.connection, testTarget);
    await cache.find('uid-1 app', runner, ['sh', 'no-such-program']);
    const { found } = await cache.find('uid-1 app', runner, ['sh', 'no-such-program']);
    expect([...found.keys()]).toEqual(['sh']);
    expect(bench.server.upgrades).toHaveLength(1);
  });
});
