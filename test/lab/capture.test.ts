import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { acrossNodes } from '../../demo/faults/main-link.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { serveDemoProgram, type ServedDemo } from '../support/served-demo.ts';
import { pod, programs } from './support/bench.ts';

/** What is seen sooner after the beginning of a capture, or later before its end, is not judged. */
const margin = 3_500;

/** Processes of this machine whose command line holds this text. */
function running(text: string): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return line.startsWith('tcpdump') && line.includes(text);
    } catch {
      return false;
    }
  });
}

describeWithPrograms('captures in the lab', [...programs, 'tshark'], () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-capture-'));
  const [source, destination] = [acrossNodes.from, acrossNodes.to.replace(/:8080$/, '')];
  const config = join(folder, 'config.yaml');
  let demo: ServedDemo;
  let reach: readonly string[];
  beforeAll(async () => {
    writeFileSync(config, '{}\n');
    demo = await serveDemoProgram('--backend', 'lab');
    const ssh = join(dirname(demo.kubeconfig), 'ssh', 'config');
    reach = ['--kubeconfig', demo.kubeconfig, '--ssh-config', ssh, '--config', config];
  });
  afterAll(async () => {
    await demo.end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts a capture, and resolves once every place of it is being looked at. */
  async function begin(...args: string[]) {
    const child = demo.start('capture', ...reach, ...args);
    let said = '';
    child.stdout?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    child.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, ended, said: () => said };
  }

  const connects = async (): Promise<void> => {
    await demo.run('probe', 'connect', ...reach, '--from', source, '--to', acrossNodes.to, '--timeout', '1');
  };

  /** Captures the link while it is connected over; what was said, and the exit code. */
  async function captured(...args: string[]): Promise<{ readonly said: string; readonly exitCode: number | null }> {
    const capture = await begin('--from', source, '--to', acrossNodes.to, ...args);
    if (args.includes('-w'))
      await vi.waitFor(() => expect(running('8080').length).toBeGreaterThanOrEqual(4), {
        timeout: 20_000,
        interval: 100,
      });
    else await vi.waitFor(() => expect(capture.said()).toContain('\n4  '), { timeout: 20_000, interval: 100 });
    await wait(margin);
    await connects();
    await wait(margin);
    capture.child.kill('SIGINT');
    return { exitCode: await capture.ended, said: capture.said() };
  }

  const onNode = (node: string, ...argv: string[]) =>
    demo.run('node', 'exec', node, ...reach, '--mode', 'write', '--sudo', '--', ...argv);

  it('a healthy link is seen at both ends and on the nodes between, and the file opens in tshark', {
    timeout: 90_000,
  }, async () => {
    const file = join(folder, 'link.pcapng');
    const { said, exitCode } = await captured('-w', file);
    expect(said).toMatch(/The handshake with 10\.244\.2\.\d+:8080 completed/);
    expect(exitCode).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const argv = ['-n', '-r', file, '-d', 'udp.port==8472,vxlan', '-Y', 'tcp.flags.syn==1 && tcp.flags.ack==0'];
    const names = execFileSync('tshark', [...argv, '-T', 'fields', '-e', 'frame.interface_name'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(new Set(names.trim().split('\n'))).toEqual(
      new Set([
        `eth0 in pod ${source}`,
        'eth0 on node worker-1',
        'eth0 on node worker-2',
        `eth0 in pod ${destination}`,
      ]),
    );
    const again = await demo.run('capture', ...reach, '--pod', source, '-w', file);
    expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is there already') });
  });

  it('names the node that loses its way: seen in the source’s pod, never on its uplink', {
    timeout: 90_000,
  }, async () => {
    await demo.fault('fdb-missing', true);
    const { said, exitCode } = await captured();
    await demo.fault('fdb-missing', false);
    expect(said).toMatch(
      new RegExp(`SYN .* passed eth0 in pod ${source} and never came to eth0 on node worker-1: lost on node worker-1`),
    );
    expect(exitCode).toBe(1);
  });

  it('names the destination’s node when that drops: seen on its uplink within VXLAN, never in the pod', {
    timeout: 90_000,
  }, async () => {
    await onNode(
      'worker-2',
      'nft',
      'add table inet dropping; add chain inet dropping forward { type filter hook forward priority -200; }; add rule inet dropping forward tcp dport 8080 drop',
    );
    const { said, exitCode } = await captured();
    await onNode('worker-2', 'nft', 'delete', 'table', 'inet', 'dropping');
    expect(said).toMatch(
      new RegExp(
        `SYN .* passed eth0 on node worker-2, inside VXLAN 1, and never came to eth0 in pod ${destination}: lost on node worker-2`,
      ),
    );
    expect(exitCode).toBe(1);
  });

  it('a filter that tcpdump refuses, a device and a program that are not there are told in their place, and the others go on', {
    timeout: 90_000,
  }, async () => {
    const refused = await demo.run(
      'capture',
      ...reach,
      '--node',
      'worker-1',
      '--filter',
      'port abc def',
      '--seconds',
      '2',
    );
    expect(refused.exitCode).toBe(3);
    expect(refused.stdout).toMatch(/tcpdump does not understand the filter: .*(abc|syntax)/);
    const missing = await demo.run(
      'capture',
      ...reach,
      '--node',
      'worker-1',
      '--pod',
      source,
      '--device',
      'cali0',
      '--seconds',
      '2',
    );
    expect(missing.stdout).toMatch(/There is no device cali0 to capture on/);
    expect(missing.stdout).toMatch(new RegExp(`1 {2}eth0 in pod ${source}: \\d+ packets?\\n`));
  });

  it('a pod without any program is captured at its veth on its node', { timeout: 90_000 }, async () => {
    const catalog = pod('shop/catalog').metadata.name;
    const ran = await demo.run('capture', ...reach, '--pod', `shop/${catalog}`, '--seconds', '2');
    expect(ran.stdout).toMatch(new RegExp(`1 {2}\\S+ of pod shop/${catalog} on node worker-\\d\\n`));
  });

  it('ended by SIGTERM or killed, it leaves no tcpdump beyond its bound and no file', { timeout: 90_000 }, async () => {
    const filesOf = (node: string) => onNode(node, 'ls', '-A', '/tmp').then(({ stdout }) => stdout);
    const before = await filesOf('worker-1');
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const port = signal === 'SIGTERM' ? '54321' : '54322';
      const args = ['--pod', source, '--node', 'worker-1', '--filter', `port ${port}`, '--seconds', '10'];
      const capture = await begin(...args);
      await vi.waitFor(() => expect(running(port).length).toBeGreaterThanOrEqual(2), {
        timeout: 20_000,
        interval: 100,
      });
      capture.child.kill(signal);
      await capture.ended;
      await vi.waitFor(() => expect(running(port)).toEqual([]), { timeout: 30_000, interval: 100 });
    }
    expect(await filesOf('worker-1')).toBe(before);
    const runtime = join(demo.env['XDG_RUNTIME_DIR'] ?? '', 'plumbline');
    const left = existsSync(runtime) ? readdirSync(runtime).filter((name) => name.startsWith('capture-')) : [];
    expect(left).toEqual([]);
  });
});
