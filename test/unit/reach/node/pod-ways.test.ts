import { describe, expect, it } from 'vitest';
import type { ContainerTarget } from '../../../../src/contracts/cluster.ts';
import { PlumblineError } from '../../../../src/contracts/errors.ts';
import { cniPodWay } from '../../../../src/reach/node/cni-pod.ts';
import { debugPodWay } from '../../../../src/reach/node/debug-pod.ts';
import type { PodWayParts } from '../../../../src/reach/node/pod-ways.ts';
import { refusedRun } from '../../../../src/reach/ssh/refused-run.ts';
import { systemClock } from '../../../../src/kube/clock.ts';

const never = new AbortController().signal;

interface Shape {
  readonly hostNetwork?: boolean;
  readonly root?: string;
  readonly capabilities?: readonly string[];
  readonly node?: string;
  readonly uid?: string;
  readonly running?: boolean;
}

function pod({
  hostNetwork = true,
  root,
  capabilities = ['NET_ADMIN', 'NET_RAW'],
  node = 'w1',
  uid = 'u',
  running = true,
}: Shape) {
  const mounts = root === undefined ? {} : { volumeMounts: [{ name: 'host', mountPath: root }] };
  return {
    metadata: { namespace: 'kube-system', name: 'pod-1', uid },
    spec: {
      nodeName: node,
      hostNetwork,
      volumes: root === undefined ? [] : [{ name: 'host', hostPath: { path: '/' } }],
      containers: [{ name: 'agent', image: 'i', securityContext: { capabilities: { add: capabilities } }, ...mounts }],
    },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'agent', state: running ? { running: {} } : { waiting: {} } }],
    },
  };
}

/** What was run, beside the parts that ran it. */
function parts(
  shape: Shape | Error,
): PodWayParts & { readonly ran: (readonly [ContainerTarget, readonly string[]])[] } {
  const ran: (readonly [ContainerTarget, readonly string[]])[] = [];
  return {
    ran,
    readPod: () => (shape instanceof Error ? Promise.reject(shape) : Promise.resolve(pod(shape))),
    exec(target, argv) {
      ran.push([target, argv]);
      return refusedRun('not here', systemClock);
    },
    kubectl: () => ({ context: 'lab' }),
  };
}

const agent = (pods: boolean) => () => ({
  node: 'w1',
  pod: pods ? { namespace: 'kube-system', name: 'pod-1', container: 'agent' } : undefined,
  ready: true,
  restarts: 0,
  podsOnNode: 1,
  podCidr: undefined,
});

const cni = (shape: Shape | Error, agentOn = agent(true)) => cniPodWay({ ...parts(shape), agentOn });

function debug(shape: Shape | Error, target: ContainerTarget = { namespace: 'kube-system', pod: 'pod-1', uid: 'u' }) {
  const given = parts(shape);
  const way = debugPodWay(given);
  way.adopt('w1', target);
  return { way, ran: given.ran };
}

describe("the CNI's own pod as a way to its node", () => {
  it('is in the network of the node, and says that its files are its own', async () => {
    const opened = await cni({}).open('w1', {}, never, ['It is refused over ssh.']);
    expect(opened).toMatchObject({
      way: {
        transport: 'cni-pod',
        sees: 'network',
        reason: expect.stringMatching(/^It is refused over ssh\. .*the container's own\.$/),
      },
    });
  });

  it.each<[string, Shape | Error, RegExp]>([
    ['has a network of its own', { hostNetwork: false }, /has a network of its own/],
    ['does not run', { running: false }, /its container agent does not run/],
    ['has moved to another node', { node: 'w2' }, /is on node w2/],
    [
      'may not be read',
      new PlumblineError('Reading the pod is not allowed.', { kind: 'forbidden', operation: 'read' }),
      /cannot be read: Reading the pod is not allowed/,
    ],
  ])('is refused where it %s', async (_title, shape, why) => {
    expect(await cni(shape).open('w1', {}, never, [])).toMatchObject({ refused: expect.stringMatching(why) });
  });

  it('is refused where files of the node are wanted', async () => {
    expect(await cni({}).open('w1', { files: true }, never, [])).toMatchObject({
      refused: expect.stringContaining('its own files'),
    });
  });

  it('is refused for what needs capabilities that it does not have', async () => {
    const opened = await cni({ capabilities: [] }).open('w1', { privileged: true }, never, []);
    expect(opened).toMatchObject({ refused: expect.stringContaining('neither privileges nor NET_ADMIN') });
  });

  it('is refused where no agent is known', async () => {
    expect(await cni({}, agent(false)).open('w1', {}, never, [])).toMatchObject({
      refused: 'no pod of a CNI is known on that node',
    });
  });
});

describe('a debug pod as a way to its node', () => {
  it('with the root of the node runs the programs of the node by chroot, and shows that', async () => {
    const { way, ran } = debug({ root: '/host' });
    const opened = await way.open('w1', { files: true }, never, []);
    if ('refused' in opened) throw new Error(opened.refused);
    void opened.runner.run(['ip', '-j', 'route'], { deadline: 1000, sudo: true });
    expect(ran).toEqual([
      [
        { namespace: 'kube-system', pod: 'pod-1', container: 'agent', uid: 'u' },
        ['chroot', '/host', 'ip', '-j', 'route'],
      ],
    ]);
    expect(opened.way).toMatchObject({ transport: 'node-debug-pod', sees: 'host' });
    expect(opened.runner.commandLine(['ip', 'route'])).toBe(
      'kubectl --context lab exec -n kube-system pod-1 -c agent -- chroot /host ip route',
    );
  });

  it('without it sees the network alone, and is refused for files', async () => {
    const { way } = debug({});
    expect(await way.open('w1', {}, never, [])).toMatchObject({ way: { sees: 'network' } });
    expect(await way.open('w1', { files: true }, never, [])).toMatchObject({
      refused: expect.stringContaining('made for the network alone'),
    });
  });

  it('is refused once another pod has taken its name', async () => {
    const { way } = debug({ root: '/host', uid: 'other' });
    expect(await way.open('w1', {}, never, [])).toMatchObject({
      refused: expect.stringContaining('another pod of that name'),
    });
  });

  it('is refused for a node for which none was made', async () => {
    expect(await debug({}).way.open('w2', {}, never, [])).toEqual({ refused: 'none was made' });
  });
});
