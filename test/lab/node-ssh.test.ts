import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDemo, type Demo } from '../../demo/client/start-demo.ts';
import { setDemoFault } from '../../demo/client/running-demos.ts';
import { readSandbox, readSandboxes } from '../../src/tools/crictl/sandboxes.ts';
import { deskOver, runTo, testReach } from '../support/ssh-reach.ts';
import { keyFolder } from '../support/ssh-server.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { eventually } from '../support/eventually.ts';
import { programs } from './support/bench.ts';

interface Ran {
  readonly code: number | string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

describeWithPrograms('the nodes of a lab over ssh', [...programs, 'ssh', 'conntrack'], () => {
  const keys = keyFolder();
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo({ backend: 'lab', faults: [] });
    keys.write('config', `Include "${demo.ssh.config}"\n`);
  });
  afterAll(async () => {
    await demo.stop();
    keys.remove();
  });

  const ssh = (node: string, line: string, ...options: string[]): Promise<Ran> =>
    new Promise((resolve) => {
      execFile('ssh', ['-F', demo.ssh.config, ...options, node, line], { timeout: 20_000 }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : (error.code ?? undefined), stdout, stderr }),
      );
    });

  it('show their own devices, forwarding entries and settings to the system’s ssh', async () => {
    const devices = await ssh('worker-2', 'ip -j -d link show flannel.1');
    expect(JSON.parse(devices.stdout)).toMatchObject([
      { ifname: 'flannel.1', mtu: 1450, linkinfo: { info_kind: 'vxlan', info_data: { id: 1, port: 8472 } } },
    ]);
    const entries = await ssh('worker-2', 'bridge fdb show dev flannel.1; sysctl -n net.ipv4.ip_forward; hostname');
    expect(
      entries.stdout
        .trim()
        .split('\n')
        .map((line) => line.trim())
        .toSorted(),
    ).toEqual([
      '1',
      '7a:1c:4e:90:d2:01 dst 192.168.77.11 self permanent',
      '7a:1c:4e:90:d2:03 dst 192.168.77.13 self permanent',
      'worker-2',
    ]);
  });

  it('have the files of a node with flannel', async () => {
    const { stdout } = await ssh(
      'worker-3',
      'cat /etc/hostname /run/flannel/subnet.env; ls /etc/cni/net.d /opt/cni/bin',
    );
    expect(stdout).toMatch(
      /^worker-3\nFLANNEL_NETWORK=10\.244\.0\.0\/16\nFLANNEL_SUBNET=10\.244\.3\.1\/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n/,
    );
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining(['10-flannel.conflist', 'flannel', 'portmap', 'loopback']),
    );
  });

  it('let nobody capture who is not root, and everybody by sudo', async () => {
    expect(await ssh('worker-1', 'tcpdump -c 1 -i eth0')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('permission'),
    });
    const taken = await ssh(
      'worker-1',
      '(sleep 1; ping -c 2 192.168.77.12 >/dev/null) & sudo -n timeout 10 tcpdump -c 1 -ni eth0 icmp',
    );
    expect(taken.stdout).toMatch(/192\.168\.77\.11 > 192\.168\.77\.12: ICMP echo request/);
  });

  it('take words, streams and the status of what sudo runs as they are', async () => {
    expect(
      await ssh('worker-1', `sudo -n -- sh -c 'cat; echo "it'\\''s $1" >&2; exit 7' sh 'a  b' <<E\nin\nE`),
    ).toEqual({
      code: 7,
      stdout: 'in\n',
      stderr: "it's a  b\n",
    });
  });

  it('name the sandbox of a pod, whose network can be entered from there', async () => {
    const listed = await ssh('worker-1', 'sudo crictl pods --namespace shop --name frontend -o json');
    const [pod] = readSandboxes(listed.stdout) ?? [];
    expect(pod).toMatchObject({ namespace: 'shop', ready: true, name: expect.stringMatching(/^frontend-/) });
    const inspected = await ssh('worker-1', `sudo crictl inspectp -o json ${pod?.id}`);
    const sandbox = readSandbox(inspected.stdout);
    expect(sandbox).toMatchObject({ uid: pod?.uid, hostNetwork: false, ready: true });
    const inside = 'ip -4 -br addr show eth0';
    const byPath = await ssh('worker-1', `sudo nsenter --net=${sandbox?.networkPath} ${inside}`);
    const byPid = await ssh('worker-1', `sudo nsenter -t ${sandbox?.pid} -n ${inside}`);
    expect(byPath.stdout).toMatch(/10\.244\.1\.\d+\/24/);
    expect(byPid.stdout).toBe(byPath.stdout);
    expect((await ssh('worker-1', 'crictl pods')).stderr).toContain('permission denied');
  });

  it('keep a journal of the kubelet, the runtime and the kernel, in which a lost link stands', async () => {
    const kubelet = await ssh('worker-3', 'journalctl --no-pager -o short-iso-precise -n 1 -u kubelet -u k3s');
    expect(kubelet.stdout).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00 worker-3 kubelet\[912\]: I\d{4} .*pod="\S+"/,
    );
    await setDemoFault('node-unreachable', true, demo.kubeconfig);
    await setDemoFault('node-unreachable', false, demo.kubeconfig);
    const kernel = await ssh('worker-2', 'journalctl --no-pager -o cat -k --since -5m; sudo dmesg -T | tail -n 1');
    expect(kernel.stdout).toMatch(/^eth0: Link is Down\neth0: Link is Up\n\[\w{3} \w{3} .*\] eth0: Link is Up\n$/);
  });

  it.each(['openssh', 'ssh2'] as const)(
    'are reached by plumbline over %s, by sudo where root is needed',
    async (transport) => {
      const reach = testReach(keys, 'config', { transport, mode: 'observe' });
      const node = { name: 'worker-2', host: { host: 'worker-2' } };
      try {
        const { runner } = deskOver(reach, node);
        const links = await runTo(runner('worker-2'), ['ip', '-j', 'link', 'show', 'cni0']);
        expect(JSON.parse(links.stdout)).toMatchObject([{ ifname: 'cni0' }]);
        const counters = await runTo(runner('worker-2'), ['conntrack', '-S'], { sudo: true });
        expect(counters.stdout).toMatch(/^cpu=0 /);
        expect(reach.transportOf(node)?.name).toBe(transport);
      } finally {
        await reach.close();
      }
    },
  );

  it('leave no process of a command whose client is killed, by sudo neither', async () => {
    const line = 'sleep 31415 & sudo sh -c "sleep 31416 & exec tcpdump -ni eth0 -w /dev/null" ; true';
    const client = spawn('ssh', ['-F', demo.ssh.config, 'worker-1', line], { stdio: ['ignore', 'ignore', 'pipe'] });
    await once(client.stderr, 'data');
    expect(commandLines(/^sleep 3141|^tcpdump -ni eth0 -w/)).toHaveLength(3);
    client.kill('SIGKILL');
    const left = () => commandLines(/^sleep 3141|^tcpdump -ni eth0 -w|sudo sh -c sleep 31416/);
    await eventually(() => left().length === 0);
    expect(left()).toEqual([]);
  });

  it('keep the key for their owner', () => {
    const folder = dirname(demo.ssh.config);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const file of ['config', 'id_ed25519', 'known_hosts']) {
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    }
  });

  it('do not answer ssh while they are cut off', async () => {
    await setDemoFault('node-unreachable', true, demo.kubeconfig);
    const cut = await ssh('worker-2', 'true', '-o', 'ConnectTimeout=1');
    expect(cut).toMatchObject({ code: 255, stderr: expect.stringContaining('timed out') });
    await setDemoFault('node-unreachable', false, demo.kubeconfig);
    expect((await ssh('worker-2', 'hostname')).stdout).toBe('worker-2\n');
  });
});

/** The command lines of this machine's processes that fit. */
function commandLines(pattern: RegExp): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()];
      } catch {
        return [];
      }
    })
    .filter((line) => pattern.test(line));
}
