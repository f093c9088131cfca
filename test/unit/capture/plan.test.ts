import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { CniSummary } from '../../../src/cni/summary.ts';
import { linkFilter, tunnelFilter } from '../../../src/capture/plan/filter.ts';
import type { Party } from '../../../src/capture/plan/link-parties.ts';
import { linkPoints } from '../../../src/capture/plan/points.ts';
import { isBoundedCapture, tcpdumpArgv } from '../../../src/capture/session/tcpdump-argv.ts';
import { intentOfCommand } from '../../../src/consent/intent-of-command.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { captureFile } from './support.ts';

function podParty(name: string, node: string, ...addresses: string[]): Party {
  return { addresses, podAddresses: addresses, pods: [{ namespace: 'shop', name, node }], node };
}

const web = podParty('web', 'worker-1', '10.244.1.5');
const db = podParty('db', 'worker-2', '10.244.2.5');
const cni = (name: string, backend?: string) => ({ name, backend }) as CniSummary;

describe('what is proposed for a link', () => {
  it('is its way, from the source’s pod over both uplinks to the destination’s pod', () => {
    const text = linkPoints(web, db).map((point) =>
      point.kind === 'node' ? `${point.node} ${point.device}` : point.pod,
    );
    expect(text).toEqual(['web', 'worker-1 uplink', 'worker-2 uplink', 'db']);
  });

  it('leaves the uplinks out on one node, and everything behind the source where several pods may answer', () => {
    expect(linkPoints(web, podParty('db', 'worker-1', '10.244.1.9'))).toHaveLength(2);
    const many: Party = {
      ...db,
      pods: [...db.pods, { namespace: 'shop', name: 'db-2', node: 'worker-1' }],
      node: undefined,
    };
    expect(linkPoints(web, many)).toEqual([{ kind: 'pod', namespace: 'shop', pod: 'web', side: 'auto' }]);
  });

  it('filters by both ends and the port, with what ICMP tells the source, all in parentheses', () => {
    expect(linkFilter({ source: web, destination: db, protocol: 'TCP', ports: [5432] })).toBe(
      '(host 10.244.1.5 and host 10.244.2.5 and tcp port 5432) or ((icmp or icmp6) and host 10.244.1.5)',
    );
  });

  it('leaves out the way that the capture itself takes, between nodes', () => {
    const node = (address: string): Party => ({ addresses: [address], podAddresses: [], pods: [], node: 'worker-1' });
    expect(
      linkFilter({ source: node('10.0.0.1'), destination: node('10.0.0.2'), protocol: 'TCP', ports: [] }),
    ).toContain('not tcp port 22');
  });
});

describeWithPrograms('filters in tcpdump', ['tcpdump'], () => {
  const count = (name: Parameters<typeof captureFile>[0], filter: string): number =>
    execFileSync('tcpdump', ['-n', '-r', captureFile(name), '-w', '-', '--', filter], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }).length;

  it('pick the link’s packets out of VXLAN, and no other', () => {
    const none = count('vxlan', 'port 1');
    expect(count('vxlan', tunnelFilter({ source: web, destination: db }, cni('flannel', 'vxlan')))).toBeGreaterThan(
      none,
    );
    const other = podParty('other', 'worker-3', '10.244.3.3');
    expect(
      count(
        'vxlan',
        tunnelFilter({ source: podParty('x', 'worker-1', '10.244.1.9'), destination: other }, cni('flannel', 'vxlan')),
      ),
    ).toBe(none);
  });

  it('are understood for every CNI and family', () => {
    const six = podParty('six', 'worker-2', 'fd00::8');
    const parties = [
      { source: web, destination: db },
      { source: six, destination: db },
      { source: { ...web, pods: [], podAddresses: [] }, destination: db },
      { source: six, destination: six },
    ];
    for (const pair of parties)
      for (const summary of [
        undefined,
        cni('calico', 'vxlan'),
        cni('calico', 'ipip'),
        cni('cilium', 'geneve'),
        cni('antrea'),
      ]) {
        const filter = `(${linkFilter({ ...pair, protocol: 'TCP', ports: [80] })}) or ${tunnelFilter(pair, summary)}`;
        expect(() => count('vxlan', filter)).not.toThrow();
      }
  });
});

describe('tcpdump in the catalogue of programs that only look', () => {
  const argv = (filter: string) => tcpdumpArgv({ device: 'eth0', depth: 'whole', packets: 10, filter });

  it('is what plumbline makes, with any filter, under timeout too', () => {
    expect(intentOfCommand(argv('host 10.0.0.1 and not (tcp port 22)'))).toMatchObject({ kind: 'run' });
    expect(intentOfCommand(['timeout', '-k', '2', '60', ...argv('-z evil')])).toMatchObject({ kind: 'run' });
  });

  it.each([
    ['-z', 'gzip'],
    ['-Z', 'root'],
    ['-r', '/etc/shadow'],
    ['-W', '3'],
    ['-G', '1'],
    ['-C', '1'],
    ['-F', '/etc/shadow'],
    ['-w', '/etc/cron.d/x'],
    ['-V', '/etc/shadow'],
  ])('is nothing else: %s', (...more) => {
    const [, ...args] = argv('');
    expect(isBoundedCapture(args)).toBe(true);
    expect(isBoundedCapture([...args, ...more])).toBe(false);
    expect(intentOfCommand(['tcpdump', ...args, ...more])).toMatchObject({ kind: 'run-arbitrary' });
  });

  it('is never without an end, onto a file, or without --', () => {
    expect(isBoundedCapture(['-i', 'eth0', '-w', '-', '-s', '96'])).toBe(false);
    expect(isBoundedCapture(['-i', 'eth0', '-w', 'file', '-s', '96', '-c', '1'])).toBe(false);
    expect(isBoundedCapture(['-i', 'eth0', '-w', '-', '-s', '96', '-c', '1', 'icmp'])).toBe(false);
  });

  it('sees bridges as a whole', () => {
    expect(tcpdumpArgv({ device: 'cni0', depth: 'headers', packets: 1, filter: '' })).not.toContain('-p');
    expect(tcpdumpArgv({ device: 'veth1', depth: 'headers', packets: 1, filter: '' })).toContain('-p');
  });
});
