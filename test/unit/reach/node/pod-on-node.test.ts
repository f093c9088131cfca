import { describe, expect, it } from 'vitest';
import { hostPathIn, hostRootIn, readPodOnNode } from '../../../../src/reach/node/pod-on-node.ts';

/* The mounts of the CNIs' own manifests: flannel v0.27, Calico v3.30 (calico-node) and Cilium 1.18. */

interface Mount {
  readonly host?: string;
  readonly at: string;
  readonly subPath?: string;
  readonly subPathExpr?: string;
  readonly readOnly?: true;
}

function pod(mounts: readonly Mount[], more: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'kube-system', name: 'cni-1', uid: 'u-1' },
    spec: {
      nodeName: 'worker-1',
      hostNetwork: true,
      volumes: mounts.map(({ host }, index) => ({
        name: `v${index}`,
        ...(host === undefined ? { configMap: { name: 'x' } } : { hostPath: { path: host } }),
      })),
      containers: [
        {
          name: 'agent',
          image: 'agent:1',
          securityContext: { capabilities: { add: ['CAP_NET_ADMIN', 'NET_RAW'] } },
          volumeMounts: mounts.map(({ host: _host, at, ...rest }, index) => ({
            name: `v${index}`,
            mountPath: at,
            ...rest,
          })),
        },
      ],
      ...more,
    },
    status: { phase: 'Running', containerStatuses: [{ name: 'agent', state: { running: {} } }] },
  };
}

function seen(mounts: readonly Mount[], path: string): string | undefined {
  const read = readPodOnNode(pod(mounts));
  if (read === undefined) throw new Error('the pod was not read');
  return hostPathIn(read, path);
}

const flannel: readonly Mount[] = [
  { host: '/run/flannel', at: '/run/flannel' },
  { at: '/etc/kube-flannel/' },
  { host: '/run/xtables.lock', at: '/run/xtables.lock' },
];
const calico: readonly Mount[] = [
  { host: '/etc/cni/net.d', at: '/host/etc/cni/net.d' },
  { host: '/lib/modules', at: '/lib/modules', readOnly: true },
  { host: '/var/run/calico', at: '/var/run/calico' },
  { host: '/var/log/calico/cni', at: '/var/log/calico/cni', readOnly: true },
];
const cilium: readonly Mount[] = [
  { host: '/opt/cni/bin', at: '/host/opt/cni/bin' },
  { host: '/etc/cni/net.d/', at: '/host/etc/cni/net.d/' },
  { host: '/var/run/netns', at: '/var/run/cilium/netns' },
];

describe('where a path of the node is seen in a container', () => {
  it.each<[string, readonly Mount[], string, string | undefined]>([
    ["flannel's subnet file", flannel, '/run/flannel/subnet.env', '/run/flannel/subnet.env'],
    ["flannel's configuration of the CNI is not mounted", flannel, '/etc/cni/net.d', undefined],
    ["Calico's configuration of the CNI", calico, '/etc/cni/net.d', '/host/etc/cni/net.d'],
    ["Calico's log of the CNI plugin", calico, '/var/log/calico/cni/cni.log', '/var/log/calico/cni/cni.log'],
    ['a folder beside one that is mounted', calico, '/var/log/calico', undefined],
    ['a folder whose name only begins alike', calico, '/etc/cni/net.d.old/x', undefined],
    ['/run for /var/run, which it is on the node', calico, '/run/calico/x.sock', '/var/run/calico/x.sock'],
    ["Cilium's plugins", cilium, '/opt/cni/bin/cilium-cni', '/host/opt/cni/bin/cilium-cni'],
    [
      'with a slash at the end of the mount',
      cilium,
      '/etc/cni/net.d/05-cilium.conflist',
      '/host/etc/cni/net.d/05-cilium.conflist',
    ],
    ['the networks of pods', cilium, '/var/run/netns/cni-1', '/var/run/cilium/netns/cni-1'],
  ])('%s', (_title, mounts, path, expected) => {
    expect(seen(mounts, path)).toBe(expected);
  });

  it('a subPath is part of the path on the node', () => {
    expect(seen([{ host: '/var/lib', at: '/x', subPath: 'cni' }], '/var/lib/cni/a')).toBe('/x/a');
  });

  it('a subPathExpr is known to the kubelet alone, so nothing is said of it', () => {
    expect(seen([{ host: '/var/lib', at: '/x', subPathExpr: '$(NODE)' }], '/var/lib/a')).toBeUndefined();
  });

  it('a mount below the root of the node hides what lies under it there', () => {
    const mounts = [{ host: '/', at: '/host' }, { at: '/host/etc/cni' }];
    expect(seen(mounts, '/etc/cni/net.d')).toBeUndefined();
    expect(seen(mounts, '/etc/hostname')).toBe('/host/etc/hostname');
  });

  it('the narrower of two mounts is taken', () => {
    const mounts = [
      { host: '/', at: '/host' },
      { host: '/etc/cni', at: '/cni' },
    ];
    expect(seen(mounts, '/etc/cni/net.d')).toBe('/cni/net.d');
  });
});

describe('a pod as a place on its node', () => {
  it('tells network, capabilities without their prefix, and the root of the node', () => {
    const read = readPodOnNode(pod([{ host: '/', at: '/host/' }]));
    expect(read).toMatchObject({ hostNetwork: true, capabilities: ['NET_ADMIN', 'NET_RAW'], trouble: undefined });
    expect(read && hostRootIn(read)).toBe('/host');
  });

  it('is none before it has a node', () => {
    expect(readPodOnNode(pod([], { nodeName: undefined }))).toBeUndefined();
  });

  it('is none for a container that it does not have', () => {
    expect(readPodOnNode(pod([]), 'other')).toBeUndefined();
  });
});
