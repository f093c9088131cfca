import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEvidenceShelf } from '../../../src/evidence/shelf.ts';
import { probeConnect } from '../../../src/probes/connect/connect.ts';
import { probeSource } from '../../../src/probes/run/source.ts';
import { localRunner } from '../../../src/reach/local-runner.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { fixture } from '../tools/samples.ts';
import { freePort, localSource, never, runnerOnly, runnerWithout, silentServer, whereNothingArrives } from './local.ts';
import { type Script, scriptedRunner } from './scripted-runner.ts';

const signal = never;

describeWithPrograms('a TCP connect with the real programs', ['nc', 'bash', 'curl', 'timeout'], () => {
  let server: Awaited<ReturnType<typeof silentServer>>;
  beforeAll(async () => {
    server = await silentServer();
  });
  afterAll(() => server.close());

  const programs: readonly (readonly [string, readonly string[]])[] = [
    ['nc', []],
    ['bash', ['nc']],
    ['curl', ['nc', 'bash']],
  ];
  for (const [program, without] of programs) {
    it(`by ${program} finds a served port open`, async () => {
      const { result } = await probeConnect(localSource(without), '127.0.0.1', server.port, { signal });
      expect(result).toMatchObject({ class: 'open', program });
    });

    it(`by ${program} finds a port that nobody serves refused`, async () => {
      const { result } = await probeConnect(localSource(without), '127.0.0.1', await freePort(), { signal });
      expect(result).toMatchObject({ class: 'refused', program });
    });
  }

  it('puts the command and its output on the shelf', async () => {
    const source = localSource();
    const { result } = await probeConnect(source, '127.0.0.1', server.port, { signal });
    expect(source.shelved().map(({ id }) => id)).toEqual(result.evidence);
    expect(source.shelved()[0]?.source.commandLine).toBe(`nc -zv -w 4 127.0.0.1 ${server.port}`);
  });

  it('names the programs when none is there', async () => {
    const source = localSource(['nc', 'bash', 'curl', 'telnet', 'wget', 'timeout']);
    const { result } = await probeConnect(source, '127.0.0.1', server.port, { signal });
    expect(result.class).toBe('not-tested');
    expect(result.sentence).toBe('TCP was not tested: there is no nc, bash, curl, telnet or wget in this machine');
  });
});

describeWithPrograms('a TCP connect by wget where the container is told of a proxy', ['wget', 'timeout'], () => {
  it('is made to the destination, not to the proxy', async () => {
    const proxy = await silentServer();
    const runner = localRunner({ ...process.env, http_proxy: `http://127.0.0.1:${proxy.port}`, no_proxy: '' });
    const only = runnerWithout(runner, ['nc', 'bash', 'curl', 'telnet']);
    const place = probeSource([only], createEvidenceShelf());
    const { result } = await probeConnect(place, '127.0.0.1', await freePort(), { signal });
    await proxy.close();
    expect(result).toMatchObject({ class: 'refused', program: 'wget' });
  });
});

const clients: readonly (readonly [string, string, readonly string[]])[] = [
  ['bash', 'bash', []],
  ['curl', 'curl', []],
  ['nc of BusyBox', 'nc', ['busybox']],
  ['telnet of BusyBox', 'telnet', ['busybox']],
  ['wget', 'wget', []],
];

describeWithPrograms(
  'each program that connects',
  ['bash', 'curl', 'wget', 'busybox', 'timeout', 'unshare', 'nft'],
  () => {
    let server: Awaited<ReturnType<typeof silentServer>>;
    beforeAll(async () => {
      server = await silentServer();
    });
    afterAll(() => server.close());

    for (const [title, program, prefix] of clients) {
      const only = (wrap: (argv: readonly string[]) => readonly string[] = (argv) => argv) =>
        probeSource([runnerOnly(localRunner(), program, prefix, wrap)], createEvidenceShelf());
      const options = { timeoutSeconds: 1, signal };

      it(`${title}: a port that is served and silent is open`, async () => {
        const { result } = await probeConnect(only(), '127.0.0.1', server.port, options);
        expect(result).toMatchObject({ class: 'open', program });
      });

      it(`${title}: a port that nobody serves is refused`, async () => {
        const { result } = await probeConnect(only(), '127.0.0.1', await freePort(), options);
        expect(result).toMatchObject({ class: 'refused', program });
      });

      it(`${title}: a port whose packets vanish is a timeout`, async () => {
        const { result } = await probeConnect(only(whereNothingArrives), '127.0.0.1', 80, options);
        expect(result).toMatchObject({ class: 'timeout', program });
      });
    }
  },
);

describe('a TCP connect with scripted programs', () => {
  function source(script: (argv: readonly string[]) => Script | undefined) {
    return probeSource([scriptedRunner(script)], createEvidenceShelf());
  }
  const only = (program: string, script: Script) => (argv: readonly string[]) =>
    argv[0] === program ? script : undefined;

  it('goes on to the form of BusyBox when nc refuses its options, and remembers it', async () => {
    const complaint = fixture('nc', 'busybox-refused.txt').lines;
    const runner = scriptedRunner((argv) => {
      if (argv[0] !== 'nc') return undefined;
      return argv[1] === '-zv' ? { stderr: complaint, end: { kind: 'exited', code: 1 } } : {};
    });
    const place = probeSource([runner], createEvidenceShelf());
    await probeConnect(place, '10.244.2.8', 80, { signal });
    const { result } = await probeConnect(place, '10.244.2.8', 80, { signal });
    expect(result.class).toBe('open');
    expect(runner.ran).toHaveLength(3);
  });

  it('takes no nc that hangs, and is not BusyBox, for one that is connected', async () => {
    const runner = scriptedRunner(only('nc', { end: { kind: 'deadline' } }));
    const place = probeSource([runner], createEvidenceShelf());
    const { result } = await probeConnect(place, 'kubernetes.default', 443, { signal });
    expect(result.class).toBe('not-tested');
    expect(runner.ran.filter((argv) => argv[0] === 'nc')).toHaveLength(1);
  });

  it('does not take BusyBox that may still resolve a name for connected', async () => {
    const complaint = fixture('nc', 'busybox-refused.txt').lines;
    const runner = scriptedRunner((argv) => {
      if (argv[0] !== 'nc') return undefined;
      if (argv[1] === '-zv') return { stderr: complaint, end: { kind: 'exited', code: 1 } };
      return { end: { kind: 'deadline' } };
    });
    const place = probeSource([runner], createEvidenceShelf());
    expect((await probeConnect(place, 'kubernetes.default', 443, { signal })).result.class).toBe('not-tested');
    expect((await probeConnect(place, '10.244.2.8', 443, { signal })).result.class).toBe('open');
  });

  it('tells a timeout with its seconds', async () => {
    const lines = fixture('nc', 'openbsd-timeout.txt').lines;
    const place = source(only('nc', { stderr: lines, end: { kind: 'exited', code: 1 } }));
    const { result } = await probeConnect(place, '10.244.2.8', 80, { signal });
    expect(result.sentence).toMatch(/^TCP 10\.244\.2\.8:80 timed out after \d\.\d s$/);
  });

  it('an exec that fails is no connect that failed', async () => {
    const place = source(() => ({
      end: { kind: 'failed', error: { message: 'pods "web-1" not found', errorKind: 'not-found' } },
    }));
    const probe = await probeConnect(place, '10.244.2.8', 80, { signal });
    expect(probe).toMatchObject({ placeGone: true, result: { class: 'not-tested' } });
    expect(probe.result.sentence).toBe(
      'Container app in pod shop/web-1 is not there any more: pods "web-1" not found.',
    );
  });

  it('a flood of garbage is stopped, kept in bounded memory, and told in one sentence', async () => {
    const shelf = createEvidenceShelf();
    const runner = scriptedRunner(only('nc', { endless: '\u0007garbage '.repeat(12) }));
    const { result } = await probeConnect(probeSource([runner], shelf), '10.244.2.8', 80, { signal });
    expect(result.class).toBe('not-tested');
    expect(result.sentence).toContain('lines that plumbline does not understand; it was stopped');
    expect(shelf.getSnapshot()[0]?.raw.length).toBeLessThan(100_000);
  });

  it('looks for a program in the other containers of the pod', async () => {
    const distroless = scriptedRunner(() => undefined, 'container app in pod shop/web-1');
    const sidecar = scriptedRunner(only('nc', {}), 'container proxy in pod shop/web-1');
    const { result } = await probeConnect(probeSource([distroless, sidecar], createEvidenceShelf()), '10.0.0.1', 80, {
      signal,
    });
    expect(result).toMatchObject({ class: 'open', program: 'nc' });
  });
});
