import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dnsForms } from '../../../src/probes/dns/programs.ts';
import { curlHttpTool, curlTool } from '../../../src/tools/curl/tool.ts';
import { digTool } from '../../../src/tools/dig/tool.ts';
import type { DnsQuestion } from '../../../src/tools/dns/outcome.ts';
import { iperf3Client, iperf3Server } from '../../../src/tools/iperf3/tool.ts';
import { busyboxNcTool, ncTool } from '../../../src/tools/nc/tool.ts';
import { pingTool } from '../../../src/tools/ping/tool.ts';
import { wgetTool } from '../../../src/tools/wget/tool.ts';
import { notUnderstood, parsed } from './parsed.ts';
import { type Simulated, simulated } from './simulated.ts';

const place = 'shop/frontend@worker-1';
const busyboxPlace = 'monitoring/prometheus';
let cluster: Simulated;
let backend: string;
beforeAll(async () => {
  cluster = await simulated();
  backend = cluster.address('shop/backend@worker-2');
});
afterEach(() => cluster.breakThings());
afterAll(() => cluster.stop());

const ping = { address: '', count: 3, interval: 0.2, wait: 1, flavour: 'iputils' as const };

describe('Programs in the simulation speak as the real ones do: ping', () => {
  it('of iputils', async () => {
    const ran = await cluster.run(place, pingTool.argv({ ...ping, address: backend }));
    const { samples, summary } = await parsed(pingTool, ran);
    expect(notUnderstood(samples)).toEqual([]);
    expect(summary).toMatchObject({ transmitted: 3, received: 3 });
    expect(ran.stdout).toMatch(
      /^PING (\S+) \(\1\) 56\(84\) bytes of data\.\n64 bytes from \1: icmp_seq=1 ttl=62 time=0\.\d{3} ms\n/,
    );
  });

  it('of BusyBox, which counts from zero', async () => {
    const address = cluster.address('monitoring/grafana');
    const ran = await cluster.run(busyboxPlace, pingTool.argv({ ...ping, address, flavour: 'busybox' }));
    const { samples, summary } = await parsed(pingTool, ran);
    expect(notUnderstood(samples)).toEqual([]);
    expect(ran.stdout).toContain('seq=0');
    expect(summary.transmitted).toBe(3);
  });

  it('of BusyBox refuses what it does not know, in words that name it', async () => {
    const ran = await cluster.run(busyboxPlace, pingTool.argv({ ...ping, address: backend }));
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('BusyBox');
  });

  it('prints nothing between for packets that vanish, and counts them', async () => {
    const ran = await cluster.run(place, [
      'ping',
      '-c',
      '2',
      '-i',
      '0.2',
      '-W',
      '0.2',
      cluster.address('payments/ledger-db'),
    ]);
    expect(ran.stdout).toMatch(
      /\n\n--- \S+ ping statistics ---\n2 packets transmitted, 0 received, 100% packet loss, time \d+ms\n$/,
    );
    expect(ran.code).toBe(1);
  });

  it('refuses packets above the MTU of the pod itself', async () => {
    const ran = await cluster.run(place, ['ping', '-c', '1', '-M', 'do', '-s', '1472', backend]);
    expect(ran.stderr).toBe('ping: local error: message too long, mtu=1450\n');
    expect(ran.stdout).toContain('1 packets transmitted, 0 received, +1 errors, 100% packet loss');
  });

  it('ends with its totals on SIGINT', async () => {
    const script = `ping ${backend} & sleep 0.3; kill -INT $!; wait $!`;
    expect((await cluster.run(place, ['sh', '-c', script])).stdout).toMatch(/1 packets transmitted, 1 received/);
  });
});

describe('Programs in the simulation speak as the real ones do: connects', () => {
  it.each([
    ['nc', place, ncTool],
    ['BusyBox nc', busyboxPlace, busyboxNcTool],
    ['curl', place, curlTool],
    ['curl with HTTP', place, curlHttpTool],
    ['BusyBox wget', busyboxPlace, wgetTool],
  ] as const)('%s tells a refusal', async (_, from, tool) => {
    const address = cluster.address(from === place ? 'shop/backend@worker-2' : 'monitoring/grafana');
    const { samples, summary } = await parsed(
      tool,
      await cluster.run(from, tool.argv({ address, port: 81, timeoutSeconds: 1 })),
    );
    expect(notUnderstood(samples)).toEqual([]);
    expect(summary.class).toBe('refused');
  });

  it.each([
    ['nc', place, ncTool],
    ['curl', place, curlTool],
    ['curl with HTTP', place, curlHttpTool],
    ['BusyBox wget', busyboxPlace, wgetTool],
  ] as const)('%s tells an open port', async (_, from, tool) => {
    const [address, port] = from === place ? [backend, 8080] : [cluster.address('monitoring/grafana'), 3000];
    const { samples, summary } = await parsed(
      tool,
      await cluster.run(from, tool.argv({ address, port, timeoutSeconds: 1 })),
    );
    expect(notUnderstood(samples)).toEqual([]);
    expect(summary.class).toBe('open');
  });

  it.each([
    ['nc', ncTool],
    ['curl', curlTool],
  ] as const)('%s tells silence', async (_, tool) => {
    const address = cluster.address('payments/ledger-db');
    const { summary } = await parsed(
      tool,
      await cluster.run(place, tool.argv({ address, port: 5432, timeoutSeconds: 1 })),
    );
    expect(summary.class).toBe('timeout');
  });

  it('nc carries stdin to a listener in another pod and back', async () => {
    const heard = cluster.run('shop/backend@worker-2', ['nc', '-l', '-p', '9999'], { stdin: 'answer\n' });
    const said = await cluster.run(place, ['nc', '-N', backend, '9999'], { stdin: 'question\n' });
    expect((await heard).stdout).toBe('question\n');
    expect(said.stdout).toBe('answer\n');
  });

  it('an answer larger than the path lets through never comes, though the connect does', async () => {
    await cluster.breakThings({ kind: 'mtu-black-hole', node: 'worker-2', mtu: 520 });
    const { summary } = await parsed(
      curlHttpTool,
      await cluster.run(place, curlHttpTool.argv({ address: backend, port: 8080, timeoutSeconds: 1 })),
    );
    expect(summary.class).toBe('hang-after-connect');
  });
});

describe('Programs in the simulation speak as the real ones do: names', () => {
  const question = { name: 'backend.shop.svc.cluster.local', family: 4 as const, rooted: false };

  const ask = async (from: string, form: string, asked: DnsQuestion) => {
    const tool = dnsForms.find(({ name }) => name === form);
    if (tool === undefined) throw new Error(`no form ${form}`);
    return parsed(tool, await cluster.run(from, tool.argv(asked)));
  };

  it.each([
    ['dig', place],
    ['nslookup', place],
    ['nslookup with a name alone', busyboxPlace],
    ['getent', place],
  ])('%s answers with the cluster address of a service', async (form, from) => {
    const { samples, summary } = await ask(from, form, question);
    expect(notUnderstood(samples)).toEqual([]);
    expect(summary).toMatchObject({ class: 'answered', addresses: [expect.stringMatching(/^10\./)] });
  });

  it.each([
    ['dig', place],
    ['nslookup', place],
    ['nslookup with a name alone', busyboxPlace],
  ])('%s says that there is no such name', async (form, from) => {
    const nobody = { ...question, name: 'nobody.shop.svc.cluster.local', rooted: true };
    expect((await ask(from, form, nobody)).summary.class).toBe('nxdomain');
  });

  it('dig times out on a server that is stopped', async () => {
    await cluster.breakThings({ kind: 'processes-stopped', namespace: 'kube-system', podPrefix: 'coredns' });
    const ran = await cluster.run(place, ['dig', '+time=1', '+tries=1', 'backend.shop.svc.cluster.local']);
    expect(ran).toMatchObject({ code: 9 });
    expect((await parsed(digTool, ran)).summary.class).toBe('timeout');
  });
});

describe('Programs in the simulation speak as the real ones do: iperf3', () => {
  const test = {
    address: '',
    port: 5201,
    seconds: 1,
    streams: 1,
    protocol: 'TCP' as const,
    direction: 'forward' as const,
    rateCap: undefined,
  };

  async function measure(options: Partial<Parameters<typeof iperf3Client.argv>[0]>) {
    const server = cluster.run('shop/backend@worker-2', iperf3Server.argv({ port: 5201 }));
    const client = await cluster.run(
      place,
      iperf3Client.argv({ ...test, address: backend, jsonStream: false, ...options }),
    );
    return { client: await parsed(iperf3Client, client), server: await parsed(iperf3Server, await server) };
  }

  it('says plainly that nobody listens', async () => {
    const ran = await cluster.run(place, ['iperf3', '-c', backend, '-t', '1', '-J']);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      error: 'unable to connect to server: Connection refused',
      intervals: [],
    });
  });

  it('measures TCP, and the server ends after its one test', async () => {
    const { client, server } = await measure({});
    expect(notUnderstood([...client.samples, ...server.samples])).toEqual([]);
    expect(client.summary).toMatchObject({ version: expect.stringContaining('3.12'), pathMtu: 1450 });
    expect(client.samples.filter((sample) => sample.kind === 'interval')).toHaveLength(1);
  });

  it('adds up streams in reverse', async () => {
    const { client, server } = await measure({ direction: 'reverse', streams: 3 });
    expect(notUnderstood([...client.samples, ...server.samples])).toEqual([]);
  });

  for (const streams of [1, 4]) {
    it(`sends both ways at once with ${streams} each way, in the words of client and server`, async () => {
      const { client, server } = await measure({ direction: 'both', streams });
      expect(notUnderstood([...client.samples, ...server.samples])).toEqual([]);
      expect(client.summary.back?.received?.bitsPerSecond).toBeGreaterThan(1e8);
      expect(server.summary).toMatchObject({ received: { role: 'RX-S' }, back: { sent: { role: 'TX-S' } } });
    });
  }

  it('sends UDP both ways at once', async () => {
    const { client } = await measure({ direction: 'both', protocol: 'UDP', rateCap: 5_000_000 });
    expect(notUnderstood(client.samples)).toEqual([]);
    expect(client.summary.back?.received?.bitsPerSecond).toBeGreaterThan(1e6);
  });

  it('refuses both ways and the reverse alone together', async () => {
    const ran = await cluster.run(place, ['iperf3', '-c', backend, '-R', '--bidir']);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be both reverse and bidirectional') });
  });

  it('holds to a cap over UDP and counts what is lost', async () => {
    await cluster.breakThings({ kind: 'packet-loss', node: 'worker-2', percent: 30 });
    const { client } = await measure({ protocol: 'UDP', rateCap: 50_000_000 });
    const received = client.samples.find((sample) => sample.kind === 'total' && sample.side === 'receiver');
    expect(notUnderstood(client.samples)).toEqual([]);
    expect(received).toMatchObject({ lostPercent: expect.closeTo(30, -1), bitsPerSecond: expect.any(Number) });
  });

  it('knows no --json-stream before 3.17', async () => {
    const ran = await cluster.run(place, ['iperf3', '-c', backend, '--json-stream']);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining("unrecognized option '--json-stream'") });
  });

  it('turns a second client away while it is busy', async () => {
    const server = cluster.run('shop/backend@worker-2', ['iperf3', '-s', '-1']);
    const first = cluster.run(place, ['iperf3', '-c', backend, '-t', '1']);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const second = await cluster.run('shop/frontend@worker-3', ['iperf3', '-c', backend, '-t', '1']);
    expect(second.stderr).toBe('iperf3: error - the server is busy running a test. try again later\n');
    expect((await first).stdout).toMatch(/iperf Done\.\n$/);
    await server;
  });
});
