import { describe, expect, it } from 'vitest';
import { readSandbox, readSandboxes } from '../../../../src/tools/crictl/sandboxes.ts';

/* Shapes as crictl prints them: cri-tools 1.2x and 1.3x with containerd 1.4 to 2.x, and with CRI-O. */

const id = '8f9ec14c8c927fc516444052653a936fbd22d74d04b016e2809ddd2eb75a6cfa';
const metadata = { attempt: 1, name: 'web-1', namespace: 'shop', uid: '0c5a6f1e-1d3c-4a51-9d0e-2f6a7b8c9d0e' };

function inspected(options: unknown, info: unknown, status: unknown = {}): string {
  return JSON.stringify({
    status: {
      id,
      metadata,
      state: 'SANDBOX_READY',
      network: { additionalIps: [], ip: '10.244.1.5' },
      linux: { namespaces: { options } },
      runtimeHandler: '',
      ...Object(status),
    },
    info,
  });
}

const pod = { ipc: 'POD', network: 'POD', pid: 'CONTAINER', targetId: '' };
const spec = (path?: string) => ({
  ociVersion: '1.1.0',
  linux: {
    namespaces: [{ type: 'pid' }, { type: 'network', ...(path === undefined ? {} : { path }) }, { type: 'mount' }],
  },
});

describe('crictl pods -o json', () => {
  it('tells each sandbox with its state', () => {
    const item = {
      id,
      metadata,
      state: 'SANDBOX_NOTREADY',
      createdAt: '1700000000000000000',
      labels: {},
      annotations: {},
    };
    expect(readSandboxes(JSON.stringify({ items: [item] }))).toEqual([
      { id, namespace: 'shop', name: 'web-1', uid: metadata.uid, ready: false },
    ]);
  });

  it.each(['', '{"items":', 'POD ID   CREATED', '[]', '{}'])('%j is not it', (text) => {
    expect(readSandboxes(text)).toBeUndefined();
  });
});

describe('crictl inspectp', () => {
  it('of containerd tells process and network', () => {
    const path = '/var/run/netns/cni-2f1c';
    const read = readSandbox(inspected(pod, { pid: 48095, processStatus: 'running', runtimeSpec: spec(path) }));
    expect(read).toEqual({
      ready: true,
      uid: metadata.uid,
      hostNetwork: false,
      pid: 48095,
      networkPath: path,
      runtimeHandler: '',
    });
  });

  it('of CRI-O without an infra container has a network and no process', () => {
    const path = '/var/run/netns/5c9e';
    expect(readSandbox(inspected(pod, { pid: 0, runtimeSpec: spec(path) }))).toMatchObject({
      pid: undefined,
      networkPath: path,
    });
  });

  it('of a pod in the network of the node says so, in the words of old and new versions', () => {
    expect(readSandbox(inspected({ ...pod, network: 'NODE' }, {}))).toMatchObject({ hostNetwork: true });
    expect(readSandbox(inspected({ hostNetwork: true }, {}))).toMatchObject({ hostNetwork: true });
  });

  it('tells the runtime of a sandbox that is a machine of its own', () => {
    expect(readSandbox(inspected(pod, {}, { runtimeHandler: 'kata-qemu' }))).toMatchObject({
      runtimeHandler: 'kata-qemu',
    });
  });

  it('without the words of the runtime tells what is left', () => {
    expect(readSandbox(inspected(pod, undefined))).toMatchObject({ pid: undefined, networkPath: undefined });
  });

  it('anything else is not read', () => {
    expect(readSandbox('time="…" level=fatal msg="…"')).toBeUndefined();
  });
});
