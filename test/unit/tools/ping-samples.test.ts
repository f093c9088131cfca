import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextFlavour, pingArgv } from '../../../src/tools/ping/argv.ts';
import { pingTool, type PingRun } from '../../../src/tools/ping/tool.ts';
import { describeWithShared } from '../../support/needs.ts';
import { fixture, fixtures, parsed, samplesIn, summaryOf, unparsedOf } from './samples.ts';

/** What each capture holds: packets sent and received, and what else matters in it. */
const wanted: Readonly<Record<string, Partial<PingRun>>> = {
  'busybox-1.35-100loss.txt': { transmitted: 3, received: 0, lossPercent: 100 },
  'busybox-1.35-healthy.txt': { transmitted: 4, received: 4, times: [0.19, 0.153, 0.133, 0.14] },
  'busybox-1.35-sendto-eperm.txt': { received: 0, complete: false, words: 'Operation not permitted' },
  'busybox-1.37-healthy.txt': { transmitted: 3, received: 3 },
  'iputils-20221126-frag-needed.txt': { transmitted: 3, received: 0, mtu: 1400, tooLong: 3, tooLongHere: 2 },
  'iputils-20221126-healthy.txt': { transmitted: 10, received: 10, lossPercent: 0 },
  'iputils-20221126-host-unreachable-local.txt': { received: 0, words: 'Destination Host Unreachable' },
  'iputils-20221126-ipv6-unreachable.txt': { failure: 'network-unreachable', transmitted: 0 },
  'iputils-20221126-mtu-local-toolong.txt': { mtu: 1450, tooLong: 2, tooLongHere: 2 },
  'iputils-20221126-perm-denied.txt': { failure: 'not-permitted' },
  'iputils-20221126-pmtu-blackhole.txt': { transmitted: 3, received: 0, tooLong: 0 },
  'iputils-20221126-quiet.txt': { transmitted: 5, received: 5 },
  'iputils-20221126-reject-icmp-admin-prohibited.txt': { received: 0, words: 'Packet filtered' },
  'iputils-20221126-reject-icmp-host-prohibited.txt': { received: 0, words: 'Destination Host Prohibited' },
  'iputils-20221126-reject-icmp-port-unreachable.txt': { received: 0, words: 'Destination Port Unreachable' },
  'iputils-20221126-timestamps-noanswer.txt': { transmitted: 6, received: 4, lossPercent: 33.3333 },
  'iputils-20221126-ttl-exceeded.txt': { received: 0, words: 'Time to live exceeded' },
  'iputils-20221126-unknown-name.txt': { failure: 'name-not-resolved' },
  'iputils-bullseye-no-route.txt': { failure: 'network-unreachable' },
  'iputils-bullseye-toolong.txt': { mtu: 1450, tooLongHere: 1 },
  'iputils-trixie-toolong.txt': { mtu: undefined, tooLongHere: 1, words: 'Message too long' },
  'iputils-centos7-duplicates.txt': { transmitted: 2, received: 2, duplicates: 19 },
  'iputils-centos7-ipv6-ok.txt': { transmitted: 20, received: 19, lossPercent: 5 },
  'iputils-centos7-missing-hostname.txt': { transmitted: 1, received: 1 },
  'iputils-ubuntu22-source-ip-ok.txt': { transmitted: 3, received: 3 },
  'iputils20221126-net-unreachable-from-router.txt': { received: 0, words: 'Destination Net Unreachable' },
};

function table(root: string): void {
  for (const sample of samplesIn(join(root, 'ping'))) {
    it(`${sample.name} is understood`, async () => {
      const run = await summaryOf(pingTool, sample);
      expect(run).toMatchObject(wanted[sample.name] ?? { complete: run.failure === undefined });
      if (sample.name !== 'iputils-unparsable-lines.txt') expect(await unparsedOf(pingTool, sample)).toEqual([]);
    });
  }
}

describe('ping, captured', () => table(fixtures));
describeWithShared('ping, all captures', 'samples', (root) => {
  table(root);

  it('lines with garbage in them are kept as unparsed and taken for no reply', async () => {
    const sample = samplesIn(join(root, 'ping')).find(({ name }) => name === 'iputils-unparsable-lines.txt');
    const texts = await unparsedOf(pingTool, sample ?? { name: '', lines: [], exitCode: 0 });
    expect(texts).toEqual([
      '64 bytes from 127.0.0.1: icmp_seq=2 ttl=64 time=0.043 ms: some weird error ',
      '64 bytes from 127.0.0.1: error - weird error',
      'this is a weird error message',
      'unparsable line',
    ]);
  });
});

describe('ping', () => {
  it('a missing reply is named as it is missed', async () => {
    const samples = await parsed(pingTool, fixture('ping', 'iputils-20221126-timestamps-noanswer.txt').lines);
    expect(samples.filter(({ kind }) => kind === 'no-answer')).toEqual([{ kind: 'no-answer', sequence: 2, at: 1000 }]);
  });

  it('errors of IPv6 routers and of routers with names are read', async () => {
    const samples = await parsed(pingTool, [
      'From fd00::1 icmp_seq=3 Destination unreachable: No route',
      'From gw.example (10.0.0.1) icmp_seq=4 Destination Host Unreachable',
      'From 10.0.0.1: icmp_seq=5 Redirect Host(New nexthop: 10.0.0.2)',
    ]);
    expect(samples).toMatchObject([
      { kind: 'error', sequence: 3, from: 'fd00::1' },
      { kind: 'error', sequence: 4, from: '10.0.0.1' },
      { kind: 'notice' },
    ]);
  });

  it('a reply with a wrong checksum is no reply', async () => {
    const [sample] = await parsed(pingTool, ['64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.1 ms (BAD CHECKSUM!)']);
    expect(sample?.kind).toBe('error');
  });

  it('a redirected, late or odd line never throws', async () => {
    const odd = [
      '',
      '\u0000\u001b[2J',
      '64 bytes from',
      'PING',
      '--- ping statistics',
      'x'.repeat(200_000),
      '1 packets transmitted, received,',
    ];
    await expect(parsed(pingTool, odd)).resolves.toBeDefined();
  });

  it('the count bounds the run, because -w would make -c count replies', () => {
    const argv = pingArgv({ address: '10.0.0.1', count: 5, interval: 1, wait: 2, flavour: 'iputils' });
    expect(argv).toEqual(['ping', '-n', '-O', '-c', '5', '-i', '1', '-W', '2', '10.0.0.1']);
  });

  it('BusyBox gets neither -O nor -M', () => {
    const argv = pingArgv({
      address: 'fd00::1',
      count: 5,
      interval: 0.2,
      wait: 1,
      size: 1402,
      fullSize: true,
      flavour: 'busybox',
    });
    expect(argv).toEqual(['ping', '-6', '-c', '5', '-i', '0.2', '-W', '1', '-s', '1402', 'fd00::1']);
  });

  it('a ping that complains of its options is tried as BusyBox, then with a count alone', () => {
    expect(nextFlavour('iputils', "ping: invalid option -- 'O'\nBusyBox v1.35.0", '10.0.0.1')).toBe('busybox');
    expect(nextFlavour('busybox', "ping: invalid number '0.2'", '10.0.0.1')).toBe('plain');
    expect(nextFlavour('plain', 'usage: ping', '10.0.0.1')).toBeUndefined();
  });
});
