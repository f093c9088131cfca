import { describe, expect, it } from 'vitest';
import { createEvidenceShelf } from '../../../src/evidence/shelf.ts';
import { probeDns } from '../../../src/probes/dns/dns.ts';
import { resolveName } from '../../../src/probes/dns/resolve-name.ts';
import { probeSource } from '../../../src/probes/run/source.ts';
import { fixture } from '../tools/samples.ts';
import { never } from './local.ts';
import { type Script, scriptedRunner } from './scripted-runner.ts';

const question = { name: 'backend.shop.svc.cluster.local', rooted: true, family: 4 } as const;

function source(script: (argv: readonly string[]) => Script | undefined) {
  return probeSource([scriptedRunner(script)], createEvidenceShelf());
}

describe('a name resolved in the source', () => {
  it('by dig is told with address and server', async () => {
    const place = source((argv) => (argv[0] === 'dig' ? { stdout: fixture('dig', '9.18-ok.txt').lines } : undefined));
    const { result } = await probeDns(place, question, { signal: never });
    expect(result.sentence).toBe('DNS: backend.shop.svc.cluster.local is 10.96.0.1 (asked 10.96.0.10)');
    expect(result.askedFrom).toBe('source pod');
  });

  it('that the server fails to answer is told as that, with its word', async () => {
    const lines = fixture('dig', '9.20-servfail.txt').lines;
    const place = source((argv) => (argv[0] === 'dig' ? { stdout: lines } : undefined));
    const { result } = await probeDns(place, question, { signal: never });
    expect(result).toMatchObject({
      class: 'servfail',
      sentence: 'DNS: the server 10.96.0.10 failed to answer for backend.shop.svc.cluster.local (SERVFAIL)',
    });
  });

  it('by BusyBox nslookup, where there is no dig, is answered in spite of exit 1', async () => {
    const script: Script = {
      stdout: fixture('nslookup', 'busybox-1.37-searchpath.txt').lines,
      end: { kind: 'exited', code: 1 },
    };
    const { result } = await probeDns(
      source((argv) => (argv[0] === 'nslookup' ? script : undefined)),
      question,
      { signal: never },
    );
    expect(result).toMatchObject({ class: 'answered', program: 'nslookup', addresses: ['10.96.120.7'] });
  });

  it('by getent runs inside timeout, because getent has no bound', async () => {
    const runner = scriptedRunner((argv) => (argv[0] === 'timeout' ? { stdout: ['10.96.0.1  STREAM x'] } : undefined));
    const place = probeSource([runner], createEvidenceShelf());
    place.knowledge.missing.add(`${runner.place.text} nslookup`);
    const { result } = await probeDns(place, question, { signal: never });
    expect(result).toMatchObject({ class: 'answered', program: expect.any(String) });
  });

  it('by no program at all is not tested, and says what is missing', async () => {
    const { result } = await probeDns(
      source(() => undefined),
      question,
      { signal: never },
    );
    expect(result).toMatchObject({
      class: 'not-tested',
      sentence: expect.stringContaining('there is no dig, nslookup or getent'),
    });
  });

  it('is not asked of the bastion when it is a name of the cluster', async () => {
    const { result } = await resolveName(
      source(() => undefined),
      question,
      never,
    );
    expect(result.class).toBe('not-tested');
  });
});
