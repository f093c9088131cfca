import { describe, expect, it } from 'vitest';
import { bgpNeed, type BgpNeed } from '../../../../src/cni/calico/bgp-need.ts';
import { meshOf, nodesByAddress } from '../../../../src/cni/calico/bgp-mesh.ts';
import { sessionsOfBird, sessionsOfCalicoctl, sessionsOfStatus } from '../../../../src/cni/calico/bgp-sessions.ts';
import { poolOfObject } from '../../../../src/cni/calico/ip-pool.ts';
import { judgeBgp } from '../../../../src/cni/calico/judge-bgp.ts';
import { parseCalicoNodeStatus } from '../../../../src/tools/calico/node-status.ts';
import { describeWithShared } from '../../../support/needs.ts';
import { known, node, notKnown, output, sample } from '../support.ts';

const pool = (spec: object) => poolOfObject({ metadata: { name: 'pool' }, spec: { cidr: '10.48.0.0/16', ...spec } });
const need = (spec: object, more: object = {}) =>
  bgpNeed({
    pools: known([pool(spec)].flatMap((one) => one ?? [])),
    operatorBgp: undefined,
    backend: undefined,
    felixRoutes: undefined,
    ...more,
  });
const needed = need({ ipipMode: 'Always' });
const unused = need({ vxlanMode: 'Always' });
const nodes = [
  node('node-a', {
    internalAddresses: ['192.168.50.11'],
    annotations: { 'projectcalico.org/IPv4Address': '192.168.50.11/24' },
  }),
  node('node-b', {
    internalAddresses: ['192.168.50.12'],
    annotations: { 'projectcalico.org/IPv4Address': '192.168.50.12/24' },
  }),
];
const around = (of: BgpNeed) => ({ need: of, nodesByAddress: nodesByAddress(nodes), mesh: undefined });

describe('whether Calico needs BGP (CA02)', () => {
  it.each([
    ['an IPIP pool needs it', need({ ipipMode: 'CrossSubnet' }), 'needed'],
    ['a pool without a tunnel needs it', need({}), 'needed'],
    ['a VXLAN pool does not, also between subnets only', need({ vxlanMode: 'CrossSubnet' }), 'unused'],
    [
      'an IPIP pool does not where Felix makes its routes',
      need({ ipipMode: 'Always' }, { felixRoutes: 'EnabledIPIPOnly' }),
      'unused',
    ],
    ['with VXLAN it may be off', need({ vxlanMode: 'Always' }, { operatorBgp: 'Disabled' }), 'off'],
    [
      'a pool that needs it contradicts that it is off',
      need({ ipipMode: 'Always' }, { backend: 'vxlan' }),
      'contradicted',
    ],
    [
      'without pools nothing is known',
      bgpNeed({ pools: notKnown('Forbidden.'), operatorBgp: undefined, backend: undefined, felixRoutes: undefined }),
      'unknown',
    ],
    ['a disabled pool needs nothing', need({ ipipMode: 'Always', disabled: true }), 'unused'],
  ])('%s', (_title, found, state) => {
    expect(found.state).toBe(state);
  });

  it.each([
    [needed, 'fault'],
    [unused, 'ok'],
    [need({ vxlanMode: 'Always' }, { operatorBgp: 'Disabled' }), 'ok'],
    [need({}, { pools: notKnown('Forbidden.') }), 'unknown'],
  ])('a node without BIRD is judged by it: %o', (of, health) => {
    const sessions = known({ how: '', runs: false, peers: [] });
    const { cell, findings } = judgeBgp('node-a', sessions, around(of));
    expect([cell.health, ...findings.map((one) => one.health)]).toEqual([health, health]);
  });
});

describe('the mesh of nodes', () => {
  it('expects a session with every other node that is no route reflector', () => {
    const reflector = node('node-c', {
      annotations: {
        'projectcalico.org/IPv4Address': '192.168.50.13/24',
        'projectcalico.org/RouteReflectorClusterID': '1.0.0.1',
      },
    });
    expect([...meshOf(nodes[0] ?? reflector, [...nodes, reflector])]).toEqual([['node-b', '192.168.50.12']]);
  });

  it('misses a node that BIRD was not told of', () => {
    const sessions = known({ how: '', runs: true, peers: [] });
    const judged = judgeBgp('node-a', sessions, { ...around(needed), mesh: new Map([['node-b', '192.168.50.12']]) });
    expect(judged.cell).toEqual({ text: '0/1', health: 'fault' });
    expect(judged.findings[0]?.sentence).toContain('BIRD on node-a does not know node-b (192.168.50.12) as a peer');
  });

  it('is well without peers on a single node, and says nothing of health', () => {
    const judged = judgeBgp('node-a', known({ how: '', runs: true, peers: [] }), {
      ...around(needed),
      mesh: new Map(),
    });
    expect(judged).toEqual({ cell: { text: 'no peer', health: 'unknown' }, findings: [] });
  });
});

describeWithShared('BGP sessions (CA01) in saved outputs', 'samples', (folder) => {
  const bird = (file: string) => sessionsOfBird([output(sample(folder, `birdcl/${file}`))]);

  it('tells the peer that is down, with BIRD’s words and who it is', () => {
    const sessions = bird('1.6-show-protocols-mixed.txt');
    expect(sessions?.runs).toBe(true);
    const { cell, findings } = judgeBgp(
      'node-a',
      known(sessions ?? { how: '', runs: false, peers: [] }),
      around(needed),
    );
    expect(cell).toEqual({ text: '1/2', health: 'fault' });
    expect(findings.map(({ sentence }) => sentence)).toEqual([
      'node-a has no BGP session with 192.168.50.99 (global): it is Connect, ‘Socket: No route to host’, since 00:42:09.',
    ]);
  });

  it('calls lost sessions odd and no fault where no pool needs them', () => {
    const sessions = bird('1.6-show-protocols-179-blocked.txt') ?? { how: '', runs: false, peers: [] };
    const { cell, findings } = judgeBgp('node-a', known(sessions), around(unused));
    expect(cell).toEqual({ text: '0/2', health: 'warning' });
    expect(findings[0]?.sentence).toContain('node-b (192.168.50.12)');
  });

  it('takes a missing socket for BIRD that does not run', () => {
    expect(bird('1.6-no-daemon.txt')).toEqual({ how: 'birdcl was asked in calico-node.', runs: false, peers: [] });
  });

  it('makes nothing of an output that is no answer', () => {
    expect(sessionsOfBird([output('OCI runtime exec failed: exec failed')])).toBeUndefined();
    expect(sessionsOfBird([output('')])).toBeUndefined();
  });

  it.each([
    ['docs-healthy-no-ipv6.txt', true],
    ['no-bgp-backend.txt', false],
    ['sick-bird-socket.txt', false],
    ['sick-refused-wrapped.txt', true],
    ['mesh-mixed-gopretty-v3.33.txt', true],
  ])('calicoctl node status %s tells whether BIRD runs', (file, runs) => {
    expect(sessionsOfCalicoctl(output(sample(folder, `calicoctl-node-status/${file}`)), '')?.runs).toBe(runs);
  });

  it('calicoctl that finds no Calico tells nothing of BGP', () => {
    expect(
      sessionsOfCalicoctl(output(sample(folder, 'calicoctl-node-status/sick-not-running.txt')), ''),
    ).toBeUndefined();
  });

  it('reads a CalicoNodeStatus that somebody has made, with its age', () => {
    const [status] = parseCalicoNodeStatus(
      sample(folder, 'caliconodestatus/docs-mixed-one-opensent.txt').split('\n'),
    ).items;
    const sessions = status && sessionsOfStatus(status, 'exec is forbidden.');
    expect(sessions?.how).toContain('as of 2021-10-18T13:22:03Z: exec is forbidden.');
    const { cell } = judgeBgp('node-a', known(sessions ?? { how: '', runs: false, peers: [] }), around(needed));
    expect(cell).toEqual({ text: '2/3', health: 'fault' });
  });
});
