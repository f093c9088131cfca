import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DnsClass } from '../../../src/contracts/probe.ts';
import { digTool } from '../../../src/tools/dig/tool.ts';
import { getentTool } from '../../../src/tools/getent/tool.ts';
import { nslookupTool } from '../../../src/tools/nslookup/tool.ts';
import { parseResolvConf } from '../../../src/tools/resolv-conf/parse.ts';
import { describeWithShared } from '../../support/needs.ts';
import { exited, fixture, fixtures, parsed, samplesIn, summaryOf, unparsedOf } from './samples.ts';

/** The class that a capture's name tells. */
function expected(name: string): DnsClass {
  if (/short-nxdomain/.test(name)) return 'not-tested';
  if (/nxdomain/.test(name)) return 'nxdomain';
  if (/icmp-refused/.test(name)) return 'unreachable';
  if (/servfail/.test(name)) return 'servfail';
  if (/refused/.test(name)) return 'refused';
  if (/timeout|dropped|tcp-unreachable/.test(name)) return 'timeout';
  if (/additional-section|cant-resolve/.test(name)) return 'no-data';
  return 'answered';
}

function table(root: string): void {
  for (const sample of samplesIn(join(root, 'dig'))) {
    it(`dig/${sample.name} is ${expected(sample.name)}`, async () => {
      expect((await summaryOf(digTool, sample)).class).toBe(expected(sample.name));
      expect(await unparsedOf(digTool, sample)).toEqual([]);
    });
  }
  for (const sample of samplesIn(join(root, 'nslookup'))) {
    it(`nslookup/${sample.name} is ${expected(sample.name)}`, async () => {
      expect((await summaryOf(nslookupTool, sample)).class).toBe(expected(sample.name));
      expect(await unparsedOf(nslookupTool, sample)).toEqual([]);
    });
  }
  for (const sample of samplesIn(join(root, 'getent'))) {
    it(`getent/${sample.name} is ${expected(sample.name)}`, async () => {
      expect((await summaryOf(getentTool, sample)).class).toBe(expected(sample.name));
    });
  }
}

describe('name service programs, captured', () => table(fixtures));
describeWithShared('name service programs, all captures', 'samples', (root) => table(root));

describe('name service programs', () => {
  it('BusyBox nslookup with one good answer among NXDOMAIN lines and exit 1 is answered', async () => {
    const outcome = await summaryOf(nslookupTool, fixture('nslookup', 'busybox-1.37-searchpath.txt'));
    expect(outcome).toMatchObject({
      class: 'answered',
      addresses: ['10.96.120.7'],
      answeredName: 'backend.shop.svc.cluster.local',
      server: '10.96.0.10',
    });
  });

  it("the server's address is read without port, of BIND's # and BusyBox's : form", async () => {
    expect((await summaryOf(nslookupTool, fixture('nslookup', 'bind9.18-ok.txt'))).server).toBe('10.96.0.10');
    expect((await summaryOf(nslookupTool, fixture('nslookup', 'busybox-1.37-ok.txt'))).server).toBe('10.96.0.10');
  });

  it('dig exits 0 on NXDOMAIN, and is not believed', async () => {
    const sample = fixture('dig', '9.18-nxdomain.txt');
    expect(sample.exitCode).toBe(0);
    expect((await summaryOf(digTool, sample)).class).toBe('nxdomain');
  });

  it('an answer too long for UDP where TCP 53 is closed is told as that', async () => {
    const outcome = await summaryOf(digTool, fixture('dig', '9.18-truncated-tcp-unreachable.txt'));
    expect(outcome.words).toContain('too long for UDP');
  });

  it('getent says nothing about the reason, so a quick failure is no-data and a slow one a timeout', () => {
    expect(getentTool.summarise([], exited(2, 30)).class).toBe('no-data');
    expect(getentTool.summarise([], exited(2, 10_000)).class).toBe('timeout');
  });

  it('getent ahosts prints an address once per socket type, and it counts once', async () => {
    const lines = ['10.96.0.1  STREAM kubernetes.default', '10.96.0.1  DGRAM', '10.96.0.1  RAW'];
    expect(getentTool.summarise(await parsed(getentTool, lines), exited(0)).addresses).toEqual(['10.96.0.1']);
  });

  it('a name is asked with a dot at its end when the search list must not be applied', () => {
    expect(digTool.argv({ name: 'backend.shop.svc.cluster.local', rooted: true, family: 4 }).at(-1)).toBe(
      'backend.shop.svc.cluster.local.',
    );
    expect(digTool.argv({ name: 'example.com', rooted: false, family: 6 })).toEqual(
      expect.arrayContaining(['+search', 'AAAA', 'example.com']),
    );
  });
});

describe('resolv.conf', () => {
  it('of a pod: server, search list and ndots', () => {
    expect(parseResolvConf(fixture('resolv-conf', 'pod-clusterfirst.txt').lines.join('\n'))).toMatchObject({
      nameservers: ['10.96.0.10'],
      search: ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
      ndots: 5,
    });
  });

  it('comments are cut, the last search line counts, and three servers are used', () => {
    const text =
      'search a.example\nnameserver 10.0.0.1 ; one\n  nameserver fd00::1\nnameserver 10.0.0.3\nnameserver 10.0.0.4\nsearch b.example # last';
    expect(parseResolvConf(text)).toMatchObject({
      nameservers: ['10.0.0.1', 'fd00::1', '10.0.0.3'],
      search: ['b.example'],
      ndots: 1,
    });
  });
});
