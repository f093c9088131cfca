import { describe, expect, it } from 'vitest';
import { mayResolveNames } from '../../../../src/reach/node/resolves-names.ts';
import { tcpTimeArgv } from '../../../../src/tools/tcp-time/bash.ts';

describe('whether a program looks names up', () => {
  it.each([
    'dig +time=1 -q 10.0.0.1',
    'getent ahostsv4 web',
    'ping -c 1 web',
    'timeout -k 2 60 ping -c 1 web.shop.svc',
    'nc -zv -w 3 backend 80',
    'curl -sv --noproxy * -o /dev/null http://web.shop:80/x',
  ])('%s does', (command) => {
    expect(mayResolveNames(command.split(' '))).toBe(true);
  });

  it.each([
    'ping -n -O -c 5 -i 0.2 -W 2 10.244.2.8',
    'ping -6 -c 1 fd00::8',
    'nc -zv -w 3 10.0.0.1 80',
    'curl -sv --noproxy * --connect-timeout 3 -o /dev/null telnet://10.244.2.8:8080',
    'curl -sv -o /dev/null http://[fd00::8]:8080/x',
    'iperf3 -c 10.244.2.8 -p 5201 -t 10 -b 10M --json-stream',
    'true',
  ])('%s does not', (command) => {
    expect(mayResolveNames(command.split(' '))).toBe(false);
  });

  it('a script of plumbline’s own does by its arguments, not by its text', () => {
    const target = { port: 80, timeoutSeconds: 3, count: 1, interval: 1 };
    expect(mayResolveNames(tcpTimeArgv({ ...target, address: '10.0.0.1' }))).toBe(false);
    expect(mayResolveNames(tcpTimeArgv({ ...target, address: 'web.shop' }))).toBe(true);
  });
});
