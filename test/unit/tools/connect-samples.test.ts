import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConnectClass } from '../../../src/contracts/probe.ts';
import { bashTool } from '../../../src/tools/bash/tool.ts';
import type { ConnectTool } from '../../../src/tools/connect/tool.ts';
import { curlHttpTool, curlTool } from '../../../src/tools/curl/tool.ts';
import { busyboxNcTool, ncTool } from '../../../src/tools/nc/tool.ts';
import { telnetTool } from '../../../src/tools/telnet/tool.ts';
import { wgetTool } from '../../../src/tools/wget/tool.ts';
import { describeWithShared } from '../../support/needs.ts';
import { exited, fixtures, parsed, samplesIn, summaryOf } from './samples.ts';

const folders: readonly (readonly [string, ConnectTool])[] = [
  ['nc', ncTool],
  ['telnet', telnetTool],
  ['bash-devtcp', bashTool],
  ['curl', curlTool],
  ['busybox-wget', wgetTool],
];

/** The class that a capture's name tells. TLS troubles come after a connect: for TCP they are open. */
function expected(name: string): ConnectClass {
  if (/busybox-refused/.test(name) && !/1\.37|telnet/.test(name)) return 'not-tested';
  if (/tls-refused|refused|icmp-reject/.test(name)) return 'refused';
  if (/resolve-fail|dns-timeout|bad-address/.test(name)) return 'name-not-resolved';
  if (/no-route|admin-prohibited/.test(name)) return 'no-route';
  if (/reset-after-hello/.test(name)) return 'reset';
  if (/timeout/.test(name)) return 'timeout';
  return 'open';
}

function table(root: string): void {
  for (const [folder, tool] of folders) {
    for (const sample of samplesIn(join(root, folder))) {
      // Captures of -w print no verbose lines; they have tests of their own.
      if (/-w-(json|ok|timeout)/.test(sample.name) && folder === 'curl') continue;
      const wanted = folder === 'telnet' && /busybox/.test(sample.name) ? 'refused' : expected(sample.name);
      it(`${folder}/${sample.name} is ${wanted}`, async () => {
        expect((await summaryOf(tool, sample)).class).toBe(wanted);
      });
    }
  }
}

describe('connecting programs, captured', () => table(fixtures));
describeWithShared('connecting programs, all captures', 'samples', (root) => table(root));

describe('connecting programs', () => {
  it('nc of BusyBox without -z says that the options were not taken, so nothing was tested', async () => {
    const sample = samplesIn(join(fixtures, 'nc')).find(({ name }) => name === 'busybox-refused.txt');
    const outcome = await summaryOf(ncTool, sample ?? { name: '', lines: [], exitCode: 0 });
    expect(outcome).toMatchObject({ class: 'not-tested', usage: true });
  });

  it('silence of BusyBox nc with exit 0 is a connect, with exit 1 it proves nothing', () => {
    expect(busyboxNcTool.summarise([], exited(0)).class).toBe('open');
    expect(busyboxNcTool.summarise([], exited(1)).class).toBe('not-tested');
  });

  it('musl names the same errors in its own words', async () => {
    const classes = await Promise.all(
      ['Host is unreachable', 'Network unreachable', 'Operation timed out'].map(async (words) => {
        const samples = await parsed(busyboxNcTool, [`nc: can't connect to remote host (10.0.0.1): ${words}`]);
        return busyboxNcTool.summarise(samples, exited(1)).class;
      }),
    );
    expect(classes).toEqual(['no-route', 'network-unreachable', 'timeout']);
  });

  it('a TLS hello that is never answered is a hang after the connect when data was asked for', async () => {
    const sample = samplesIn(join(fixtures, 'curl')).find(({ name }) => name === '7.88-tls-handshake-hang.txt');
    const outcome = await summaryOf(curlHttpTool, sample ?? { name: '', lines: [], exitCode: 0 });
    expect(outcome.class).toBe('hang-after-connect');
  });

  it('a connect that times out is no server that hangs, in the words of curl 7.x and 8.x', async () => {
    const lines = [
      '*   Trying 10.9.9.2:80...',
      '* Connection timed out after 3002 milliseconds',
      '* Closing connection',
    ];
    const samples = await parsed(curlHttpTool, [...lines, 'curl: (28) Connection timed out after 3002 milliseconds']);
    expect(curlHttpTool.summarise(samples, exited(28)).class).toBe('timeout');
  });

  it('an exit 0 beside words that are not understood is no open port', async () => {
    const samples = await parsed(ncTool, ['the peer could not be asked']);
    expect(ncTool.summarise(samples, exited(0)).class).toBe('not-tested');
  });

  it('what timeout says of itself is no word about the network', async () => {
    for (const words of [
      "timeout: failed to run command 'telnet': Permission denied",
      "timeout: can't execute 'telnet': Permission denied",
      "timeout: failed to run command 'telnet': Exec format error",
    ]) {
      expect(telnetTool.summarise(await parsed(telnetTool, [words]), exited(126)).class).toBe('not-tested');
    }
  });

  it("curl's exit 7 alone proves nothing: it means refused and no route alike", () => {
    expect(curlTool.summarise([], exited(7)).class).toBe('not-tested');
  });

  it('a program that dies of an unknown reason proves nothing', async () => {
    for (const [, tool] of folders) {
      const samples = await parsed(tool, ['Segmentation fault']);
      expect(tool.summarise(samples, exited(139)).class).toBe('not-tested');
    }
  });

  it('IPv6 addresses stand in brackets in URLs and alone elsewhere', () => {
    const target = { address: 'fd00::1', port: 80, timeoutSeconds: 3 };
    expect(curlTool.argv(target).at(-1)).toBe('telnet://[fd00::1]:80');
    expect(wgetTool.argv(target).at(-1)).toBe('http://[fd00::1]:80/');
    expect(ncTool.argv(target)).toEqual(['nc', '-zv', '-w', '3', 'fd00::1', '80']);
  });
});
