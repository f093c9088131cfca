import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/config/schema.ts';
import { runProbeCommand } from '../../../src/commands/probe/run-probe-command.ts';
import type { ClusterStatus } from '../../../src/contracts/cluster.ts';
import type { ResolvedEndpoint } from '../../../src/contracts/endpoint.ts';
import type { Runner } from '../../../src/contracts/runner.ts';
import { localRunner } from '../../../src/reach/local-runner.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { fakeCluster, gone, pod } from './fake-cluster.ts';
import { freePort, never, silentServer } from './local.ts';
import { scriptedRunner } from './scripted-runner.ts';

const productionStatus = {
  getSnapshot: () => ({ context: 'shop-production' }) as ClusterStatus,
  subscribe: () => () => {},
};
const goneWeb = gone(pod('shop', 'web-1', 'uid-web'), 'pod shop/web-1 was deleted 3 s ago');

async function command(
  name: string,
  options: Record<string, unknown>,
  runner: Runner,
  port = 80,
  other?: ResolvedEndpoint,
) {
  const web = pod('shop', 'web-1', 'uid-web');
  const ends = [
    web,
    pod('shop', 'backend-1', 'uid-1', '127.0.0.1', port),
    // Of two for one endpoint the later counts.
    ...(other === undefined ? [] : [other]),
  ];
  let stdout = '';
  let stderr = '';
  const exitCode = await runProbeCommand(
    name,
    { from: 'shop/web-1', to: 'shop/backend-1', output: 'json', ...options },
    {
      loadConfig: () => Promise.resolve(configSchema.parse({})),
      mode: 'observe',
      kubeconfig: undefined,
      openCluster: () => ({ ...fakeCluster(runner, ends).cluster, status: productionStatus }),
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      signal: never,
    },
  );
  return { exitCode, stdout, stderr };
}

describeWithPrograms('plumbline probe on real programs', ['nc', 'ping', 'iperf3', 'timeout'], () => {
  let server: Awaited<ReturnType<typeof silentServer>>;
  beforeEach(async () => {
    server = await silentServer();
  });
  afterEach(() => server.close());

  it('connect to an open port ends with 0 and a ConnectResult', async () => {
    const { exitCode, stdout } = await command('connect', {}, localRunner(), server.port);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      apiVersion: 'plumbline/v1',
      kind: 'ConnectResult',
      class: 'open',
      sentence: `TCP 127.0.0.1:${server.port} is open`,
      evidence: [{ command: `nc -zv -w 4 127.0.0.1 ${server.port}` }],
    });
  });

  it('connect to a port that nobody serves ends with 1', async () => {
    expect((await command('connect', {}, localRunner(), await freePort())).exitCode).toBe(1);
  });

  it('latency counts what was asked for', async () => {
    const { exitCode, stdout } = await command('latency', { count: '3', interval: '0.2' }, localRunner());
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'LatencyResult',
      class: 'replies',
      summary: { sent: 3, lost: 0 },
    });
  });

  it('bandwidth tells the rate', async () => {
    const options = { seconds: '1', rate: '20M', iperfPort: String(await freePort()) };
    const { exitCode, stdout } = await command('bandwidth', options, localRunner());
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'BandwidthResult',
      class: 'measured',
      summary: { complete: true },
    });
  });

  it('bandwidth in a context marked production is capped, and says so, unless it is told otherwise', async () => {
    const options = { seconds: '1', iperfPort: String(await freePort()) };
    const capped = await command('bandwidth', options, localRunner());
    expect(capped.stderr).toBe(
      'plumbline: context shop-production is marked production: the test is capped at 100 Mbit/s. --rate sets another cap, --uncapped lifts it.\n',
    );
    expect(JSON.parse(capped.stdout)).toMatchObject({ summary: { options: { rateCap: 100_000_000 } } });
    const both = await command('bandwidth', { ...options, uncapped: true, rate: '1M' }, localRunner());
    expect([both.exitCode, both.stderr]).toEqual([2, 'plumbline: --rate caps and --uncapped does not: give one.\n']);
  });

  it('link prints the answer of the Link pane', async () => {
    const { exitCode, stdout } = await command('link', { seconds: '3' }, localRunner(), server.port);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'LinkResult', class: 'healthy' });
    expect(exitCode).toBe(0);
  });

  it('as text is the link, the sentence and the command', async () => {
    const { stdout } = await command('connect', { output: 'text' }, localRunner(), server.port);
    expect(stdout).toBe(
      `shop/web-1 → shop/backend-1 TCP\nTCP 127.0.0.1:${server.port} is open\nran in container app in pod shop/web-1\n  $ nc -zv -w 4 127.0.0.1 ${server.port}\n`,
    );
  });
});

describe('plumbline probe', () => {
  const nothing = scriptedRunner(() => undefined);

  it('ends with 3 where no program is there', async () => {
    const { exitCode, stdout } = await command('connect', {}, nothing);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      class: 'not-tested',
      sentence: expect.stringContaining('there is no nc'),
    });
  });

  it('ends with 3 and one sentence when the source pod is gone', async () => {
    const { exitCode, stderr } = await command('connect', { output: 'text' }, nothing, 80, goneWeb);
    expect(exitCode).toBe(3);
    expect(stderr).toBe('plumbline: Not tested: pod shop/web-1 was deleted 3 s ago.\n');
  });

  const wrong: readonly (readonly [string, string, Record<string, unknown>])[] = [
    ['an endpoint that is none', 'connect', { to: 'a b' }],
    ['a port that is none', 'connect', { port: '70000' }],
    ['two ports', 'connect', { to: 'shop/backend-1:80', port: '81' }],
    ['a count that is no number', 'latency', { count: 'many' }],
    ['more streams than are read', 'bandwidth', { streams: '33' }],
    ['reverse and both ways together', 'bandwidth', { reverse: true, bidirectional: true }],
    ['a rate in no unit', 'bandwidth', { rate: 'fast' }],
    ['a probe that does not exist', 'teleport', {}],
    ['a pod without a DNS name', 'dns', {}],
    ['a container that the pod has not', 'connect', { container: 'nope' }],
  ];
  for (const [title, name, options] of wrong) {
    it(`ends with 2 for ${title}`, async () => {
      const { exitCode, stdout } = await command(name, options, nothing);
      expect(exitCode).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ kind: 'ProbeFailure', class: 'usage' });
    });
  }

  it('says that a service is not there, and not that it declares no port', async () => {
    const none = gone(
      { ...pod('shop', 'none', ''), endpoint: { kind: 'service', namespace: 'shop', name: 'none' } },
      'there is no service shop/none',
    );
    const { exitCode, stderr } = await command('connect', { to: 'svc/shop/none', output: 'text' }, nothing, 80, none);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('there is no service shop/none');
  });

  it('names no way of measuring latency where none is there, and all that are missing once', async () => {
    const { exitCode, stdout } = await command('latency', { output: 'text' }, nothing);
    expect(exitCode).toBe(3);
    expect(stdout).toContain(
      'shop/web-1 → shop/backend-1 TCP\nLatency was not measured: there is no ping, bash or curl in container app in pod shop/web-1; ',
    );
  });
});
