import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Sandbox } from '../../demo/lab/sandbox.ts';
import { feed } from '../../demo/lab/scripts/quote.ts';
import type { Runner } from '../../src/contracts/runner.ts';
import { findPodNetwork, type FoundNetwork, type SoughtPod } from '../../src/reach/ladder/node-network.ts';
import { enterNetworkArgv, type PodNetwork } from '../../src/reach/node/enter-network.ts';
import { shellLine } from '../../src/reach/quote.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { programs } from './support/bench.ts';
import { answered } from '../unit/reach/ladder/scripted-cluster.ts';

/* The scripts that enter a pod's network, as root of a node made of real namespaces. */

const signal = new AbortController().signal;
const pod: SoughtPod = { namespace: 'shop', name: 'web-1', uid: 'u-1', mirrorOf: undefined, hostNetwork: false };
const path = '/run/netns/cni-1';

/** The pod's namespaces, and the process that holds its files, whose number it tells. */
const podScript = [
  'mount -t tmpfs tmpfs /run',
  'mkdir -p /run/netns /run/bin /run/pod',
  'ip netns add cni-1',
  'ip link add veth1 type veth peer name eth0 netns cni-1',
  'ip -n cni-1 addr add 10.244.1.5/24 dev eth0',
  feed('cat >/run/pod/resolv.conf', 'search shop.svc.cluster.local\nnameserver 10.96.0.10'),
  feed('cat >/run/pod/hosts', '10.244.1.5 web-1'),
  `cat /etc/resolv.conf >/run/before 2>/dev/null || :`,
  `nsenter --net=${path} unshare --mount sh -c 'mount --bind /run/pod/resolv.conf /etc/resolv.conf && mount --bind /run/pod/hosts /etc/hosts && echo ready >/run/pod/ready && exec sleep 600' >/dev/null 2>&1 &`,
  'holder=$!',
  'for i in 1 2 3 4 5 6 7 8 9 10; do [ -e /run/pod/ready ] && break; sleep 0.2; done',
  'echo "holder $holder"',
].join('\n');

/** What crictl of the node says: the sandbox with this process. */
function crictlScript(pid: number): string {
  const metadata = { name: pod.name, namespace: pod.namespace, uid: pod.uid, attempt: 0 };
  const listed = { items: [{ id: 'f'.repeat(64), metadata, state: 'SANDBOX_READY' }] };
  const namespaces = [{ type: 'network', path }];
  const inspected = {
    status: { metadata, state: 'SANDBOX_READY', linux: { namespaces: { options: { network: 'POD' } } } },
    info: { pid, runtimeSpec: { linux: { namespaces } } },
  };
  const say = (what: unknown): string => `echo '${JSON.stringify(what)}'`;
  const script = `#!/bin/sh\nif [ "$1" = pods ]; then ${say(listed)}; else ${say(inspected)}; fi`;
  return `${feed('cat >/run/bin/crictl', script)}\nchmod 755 /run/bin/crictl`;
}

describeWithPrograms("a pod's network entered from its node", programs, () => {
  let sandbox: Sandbox;
  let holder: number;
  beforeAll(async () => {
    sandbox = await openSandbox();
    holder = Number(/holder (\d+)/.exec(await sandbox.run(podScript))?.[1]);
    await sandbox.run(crictlScript(holder));
  });
  afterAll(() => sandbox.stop());

  /** Root of the node. */
  const node: Runner = {
    place: { kind: 'node', text: 'node worker-1' },
    commandLine: shellLine,
    run(argv) {
      const running = sandbox
        .run(
          `code=0; PATH=/run/bin:$PATH ${shellLine(argv)} </dev/null >/run/out 2>/run/err || code=$?; echo "$code"; cat /run/out; echo "-- errors"; cat /run/err`,
        )
        .then((output) => {
          const [code = '', ...rest] = output.split('\n');
          const cut = rest.indexOf('-- errors');
          const [stdout, stderr] = [rest.slice(0, cut).join('\n'), rest.slice(cut + 1).join('\n')];
          return { code: Number(code), stdout, stderr };
        });
      async function* lines(stream: 'stdout' | 'stderr') {
        for (const text of (await running)[stream].split('\n')) yield { text: `${text}\n`, at: 0 };
      }
      const result = running.then(({ code }) => answered({ code }).result);
      return { stdout: lines('stdout'), stderr: lines('stderr'), result, stop: async () => {} };
    },
  };

  async function found(): Promise<FoundNetwork> {
    const network = await findPodNetwork(node, pod, signal);
    if ('why' in network) throw new Error(network.why);
    return network;
  }

  async function says(...argv: string[]): Promise<string> {
    const { network } = await found();
    const running = node.run(enterNetworkArgv(network, argv, true), { deadline: 5000 });
    let text = '';
    for await (const line of running.stdout) text += line.text;
    return text;
  }

  it('is found by crictl, with the names of the pod', async () => {
    expect(await found()).toEqual({ network: { path, inode: '', pid: holder }, files: true });
  });

  it('shows the pod’s addresses to the programs of the node', async () => {
    expect(await says('ip', '-br', 'addr')).toContain('10.244.1.5/24');
  });

  it('shows the interfaces of the pod in /sys, or none, and never those of the node', async () => {
    expect((await says('ls', '/sys/class/net')).split(/\s+/)).not.toContain('veth1');
    expect(await sandbox.run('ls /sys/class')).not.toBe('');
  });

  it('shows the pod’s resolv.conf and hosts to them, and the node’s own are as before', async () => {
    expect(await says('cat', '/etc/resolv.conf')).toContain('nameserver 10.96.0.10');
    expect(await says('cat', '/etc/hosts')).toContain('10.244.1.5 web-1');
    expect(await sandbox.run('cat /etc/resolv.conf 2>/dev/null || :')).toBe(await sandbox.run('cat /run/before'));
    expect(await sandbox.run('cat /proc/self/mountinfo')).not.toContain('/etc/resolv.conf');
  });

  it('by a process is entered only while that is the one that was found', async () => {
    const inode = (await sandbox.run(`stat -Lc %i /proc/${holder}/ns/net`)).trim();
    const entered = (of: PodNetwork, names: boolean) =>
      node.run(enterNetworkArgv(of, ['true'], names), { deadline: 5000 });
    const network = { path: `/proc/${holder}/ns/net`, inode, pid: holder };
    const code = async (of: PodNetwork, names: boolean) => (await entered(of, names).result).end;
    for (const names of [true, false]) {
      expect(await code(network, names)).toEqual({ kind: 'exited', code: 0 });
      expect(await code({ ...network, inode: '1' }, names)).toEqual({ kind: 'exited', code: 125 });
    }
    expect(await code({ ...network, pid: 1 }, true)).toEqual({ kind: 'exited', code: 125 });
  });

  it('says so when it is gone, and enters no other', async () => {
    const { network } = await found();
    await sandbox.run(`kill ${holder}; ip netns del cni-1; ip netns add other`);
    for (const names of [true, false]) {
      const running = node.run(enterNetworkArgv(network, ['ip', 'addr'], names), { deadline: 5000 });
      let said = '';
      for await (const line of running.stderr) said += line.text;
      expect(said).toMatch(names ? /plumbline: the network of the pod is not at/ : /nsenter: cannot open/);
    }
    expect(await findPodNetwork(node, pod, signal)).toEqual({ why: expect.stringMatching(/nsenter: cannot open/) });
  });
});
