import { describe, expect, it } from 'vitest';
import { readVersion } from '../../../src/reach/program-version.ts';

describe('what a program says about itself', () => {
  it.each([
    ['ping', 'ping from iputils 20221126', 'iputils', '20221126'],
    ['ping', 'ping utility, iputils-s20161105', 'iputils', '20161105'],
    ['ping', 'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.', 'busybox', '1.35.0'],
    ['ping', 'ping (GNU inetutils) 2.4', 'inetutils', '2.4'],
    ['iperf3', 'iperf 3.12 (cJSON 1.7.15)', 'iperf3', '3.12'],
    ['iperf3', 'iperf 3.18 (cJSON 1.7.15)', 'iperf3', '3.18'],
    ['nc', 'OpenBSD netcat (Debian patchlevel 1.219-1)', 'openbsd', '1.219-1'],
    ['nc', 'Ncat 7.93 ( https://nmap.org/ncat )', 'ncat', '7.93'],
    ['nc', 'BusyBox v1.37.0 (2024-12-29 18:47:46 UTC) multi-call binary.', 'busybox', '1.37.0'],
    ['nc', '[v1.10-47]', 'traditional', '1.10-47'],
  ])('%s: %s', (program, line, flavour, version) => {
    expect(readVersion(program, ['some other line', line])).toEqual({ flavour, version });
  });

  it('is nothing when the words are unknown', () => {
    expect(readVersion('ping', ['hello'])).toEqual({ flavour: undefined, version: undefined });
  });
});
