import { beforeEach, describe, expect, it } from 'vitest';
import type { Climb, Ladder } from '../../../../src/contracts/ladder.ts';
import type { Runner } from '../../../../src/contracts/runner.ts';
import { createLadder } from '../../../../src/reach/ladder/create-ladder.ts';
import { findProcessesArgv } from '../../../../src/reach/node/enter-network.ts';
import { type ScriptedAnswer, scriptedCluster, type ScriptedCluster, web } from './scripted-cluster.ts';

/* The pod's network entered from its node, where crictl, nsenter and the processes of the node answer as told. */

const ping = { programs: ['ping'], execRefused: false };
const never = new AbortController().signal;
const id = '8f9ec14c8c927fc516444052653a936fbd22d74d04b016e2809ddd2eb75a6cfa';
const path = '/var/run/netns/cni-2f1c';

/** What the node has; each may be switched off or answer otherwise. */
interface NodeScript {
  uid?: string;
  ready?: boolean;
  crictl?: ScriptedAnswer;
  handler?: string;
  pid?: number;
  networkPath?: string;
  /** Lines of the look at processes. */
  processes?: string;
  /** What entering the network says; by whether names are wanted. */
  enter?: (names: boolean) => ScriptedAnswer;
}

let script: ScriptedCluster;
let node: NodeScript;
let ran: (readonly string[])[];
let ladder: Ladder;

function onNode(argv: readonly string[]): ScriptedAnswer {
  ran.push(argv);
  if (argv[0] === 'crictl')
    return node.crictl ?? (argv[1] === 'pods' ? { stdout: sandboxes() } : { stdout: sandbox() });
  if (argv[2]?.includes('grep -lsE') === true) return { stdout: node.processes ?? '' };
  const names = argv[0] === 'sh' && argv[6] !== '';
  return node.enter?.(names) ?? {};
}

function metadata(): unknown {
  return { name: 'web-1', namespace: 'shop', uid: node.uid ?? web.uid, attempt: 0 };
}

function sandboxes(): string {
  const state = node.ready === false ? 'SANDBOX_NOTREADY' : 'SANDBOX_READY';
  const near = { id: 'f00', metadata: { name: 'web-10', namespace: 'shop', uid: 'other' }, state: 'SANDBOX_READY' };
  return JSON.stringify({ items: [near, { id, metadata: metadata(), state }] }, null, 2);
}

function sandbox(): string {
  const { pid = 4711, networkPath = path, handler = '' } = node;
  const namespaces = [{ type: 'pid' }, { type: 'network', ...(networkPath === '' ? {} : { path: networkPath }) }];
  return JSON.stringify({
    status: { metadata: metadata(), state: 'SANDBOX_READY', runtimeHandler: handler },
    info: { pid, runtimeSpec: { linux: { namespaces } } },
  });
}

beforeEach(() => {
  script = scriptedCluster();
  script.node = onNode;
  node = {};
  ran = [];
  ladder = createLadder({
    cluster: script.cluster,
    settings: { image: undefined, lastsSeconds: 900 },
    mode: 'observe',
    recorder: { append: () => {} },
    kubeconfig: undefined,
    maker: 'anna@bastion 1',
  });
});

const climb = (): Promise<Climb> => ladder.of(web).climb(ping, never);

async function runner(): Promise<Runner> {
  expect(await climb()).toEqual({ climbed: true });
  const found = ladder.of(web).runners().at(-1);
  if (found === undefined) throw new Error('no runner');
  return found;
}

async function refusal(): Promise<string> {
  const climbed = await climb();
  return climbed.climbed ? 'climbed' : climbed.sentence;
}

const deadline = 1000;

describe("the pod's network, entered from its node", () => {
  it('is had in observe mode and makes nothing', async () => {
    const { place } = await runner();
    // What is measured there is the pod's own answer.
    expect(place.caveat).toBeUndefined();
    expect(place).toMatchObject({
      rung: 'node',
      brief: "the pod's network, with programs of node worker-1",
    });
    expect([script.written, ladder.made.getSnapshot()]).toEqual([[], []]);
  });

  it('runs a program there by the path that names the network for ever, and shows that', async () => {
    const found = await runner();
    await found.run(['ping', '-c', '1', '10.0.0.1'], { deadline }).result;
    expect(ran.at(-1)).toEqual(['nsenter', `--net=${path}`, '--', 'ping', '-c', '1', '10.0.0.1']);
    expect(found.commandLine(['ping', '10.0.0.1'])).toBe(`ssh worker-1 -- nsenter --net=${path} -- ping 10.0.0.1`);
  });

  it('gives a program that looks names up those of the pod', async () => {
    const found = await runner();
    await found.run(['dig', '-q', 'web.shop'], { deadline }).result;
    expect(ran.at(-1)?.slice(3)).toEqual(['sh', path, '', '4711', 'dig', '-q', 'web.shop']);
  });

  it('has no program that looks names up where those of the pod cannot be had', async () => {
    node.enter = (names) => (names ? { code: 1, stderr: 'unshare: unshare failed: Operation not permitted' } : {});
    const found = await runner();
    expect(found.place.brief).toContain('that look up no names');
    const { end } = await found.run(['dig', '-q', 'web.shop'], { deadline }).result;
    expect(end).toMatchObject({ kind: 'missing-program', program: 'dig' });
    await found.run(['ping', '-c', '1', '10.0.0.1'], { deadline }).result;
    expect(ran.at(-1)?.[0]).toBe('nsenter');
  });

  it('is looked for among the processes of the node where there is no crictl', async () => {
    node.crictl = { code: 127, stderr: 'sh: crictl: not found' };
    node.processes = 'node 1\nprocess 10 77 nginx\nprocess 9 77 pause\nprocess 11 1 conmon';
    const found = await runner();
    await found.run(['ping', '-c', '1', '10.0.0.1'], { deadline }).result;
    expect(ran.at(-1)?.slice(3)).toEqual(['sh', '/proc/9/ns/net', '77', '', 'ping', '-c', '1', '10.0.0.1']);
    expect(found.commandLine(['ping', '10.0.0.1'])).toBe(
      'ssh worker-1 -- nsenter --net=/proc/9/ns/net -- ping 10.0.0.1',
    );
  });

  it('has the names of a process of the pod where the runtime keeps none for the sandbox, as CRI-O does', async () => {
    node.pid = 0;
    node.processes = 'node 1\nprocess 10 77 nginx';
    const found = await runner();
    await found.run(['dig', '-q', 'web.shop'], { deadline }).result;
    expect(ran.at(-1)?.slice(3, 7)).toEqual(['sh', path, '', '10']);
  });

  it('looks for both ways in which the kubelet writes a uid into control groups', async () => {
    node.crictl = { code: 1 };
    const uid = '0c5a6f1e-1d3c-4a51-9d0e-2f6a7b8c9d0e';
    await ladder.of({ ...web, uid }).climb(ping, never);
    const pattern = new RegExp(findProcessesArgv(uid).at(-1) ?? '');
    expect(
      `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${uid.replaceAll('-', '_')}.slice/cri-containerd-x.scope`,
    ).toMatch(pattern);
    expect(`12:memory:/kubepods/besteffort/pod${uid}/x`).toMatch(pattern);
  });

  it('asks for a passphrase only while the operator has asked for the probe', async () => {
    node.ready = false;
    await climb();
    await ladder.of(web).climb(ping, never);
    expect(script.wants).toMatchObject([{ files: true, privileged: true, background: false }]);
    ladder.of(web).renew();
    await climb();
    expect(script.wants.at(-1)).toMatchObject({ background: false });
  });

  it('is left when it is found gone, and found anew in the background', async () => {
    const found = await runner();
    const { place } = found;
    node.enter = () => ({ code: 1, stderr: `nsenter: cannot open ${path}: No such file or directory` });
    const { end } = await found.run(['ping', '-c', '1', '10.0.0.1'], { deadline }).result;
    expect(end).toMatchObject({ kind: 'failed', error: { errorKind: 'not-found' } });
    ladder.of(web).lose(place);
    delete node.enter;
    expect(await climb()).toEqual({ climbed: true });
    expect(script.wants.at(-1)).toMatchObject({ background: true });
  });
});

describe('a pod whose network is not entered from its node', () => {
  it.each<[string, NodeScript, RegExp]>([
    ['another pod has taken its name there', { uid: 'new' }, /another pod has taken its name on the node/],
    ['its sandbox is gone', { ready: false }, /no sandbox that is ready/],
    [
      'its runtime is a machine of its own',
      { handler: 'kata-qemu' },
      /its runtime \(kata-qemu\) gives it a network stack of its own/,
    ],
    [
      'nsenter is not allowed',
      {
        enter: () => ({
          code: 1,
          stderr: "nsenter: reassociate to namespace 'ns/net' failed: Operation not permitted",
        }),
      },
      /Operation not permitted/,
    ],
    [
      'no process of it is seen',
      { crictl: { code: 1 }, processes: 'node 1\nprocess 11 1 conmon' },
      /none of its processes is seen/,
    ],
    [
      'its processes are in several networks',
      { crictl: { code: 1 }, processes: 'node 1\nprocess 2 7 a\nprocess 3 8 b' },
      /in several networks/,
    ],
    [
      'the processes of the node are not told',
      { crictl: { code: 1 }, processes: '' },
      /processes of the node cannot be seen/,
    ],
  ])('where %s, and that is told', async (_title, of, why) => {
    node = of;
    expect(await refusal()).toMatch(why);
  });

  it('where no way leads to the node, and that is told after what could be made', async () => {
    script.node = undefined;
    expect(await refusal()).toMatch(
      /--mode|could be made.*; the node, inside the pod’s network: No way leads to node worker-1$/,
    );
  });
});
