import { describe, expect, it } from 'vitest';
import { usesPodFiles } from '../../../../src/reach/node/pod-files.ts';
import { tcpTimeArgv } from '../../../../src/tools/tcp-time/bash.ts';

describe('whether the files of the pod matter to a program', () => {
  it.each([
    'dig +time=1 -q 10.0.0.1',
    'getent ahostsv4 web',
    'ping -c 1 web',
    'timeout -k 2 60 ping -c 1 web.shop.svc',
    'nc -zv -w 3 backend 80',
    'curl -sv --noproxy * -o /dev/null http://web.shop:80/x',
    'cat /sys/class/net/eth0/mtu',
    'cat /etc/resolv.conf',
  ])('%s: they do', (command) => {
    expect(usesPodFiles(command.split(' '))).toBe(true);
  });

  it.each([
    'ping -n -O -c 5 -i 0.2 -W 2 10.244.2.8',
    'ping -6 -c 1 fd00::8',
    'nc -zv -w 3 10.0.0.1 80',
    'curl -sv --noproxy * --connect-timeout 3 -o /dev/null telnet://10.244.2.8:8080',
    'curl -sv -o /dev/null http://[fd00::8]:8080/x',
    'iperf3 -c 10.244.2.8 -p 5201 -t 10 -b 10M --json-stream',
    'true',
    'cat /proc/net/snmp',
  ])('%s: they do not', (command) => {
    expect(usesPodFiles(command.split(' '))).toBe(false);
  });

  it('they do to a script of plumbline’s own by its arguments, not by its text', () => {
    const target = { port: 80, timeoutSeconds: 3, count: 1, interval: 1 };
    expect(usesPodFiles(tcpTimeArgv({ ...target, address: '10.0.0.1' }))).toBe(false);
    expect(usesPodFiles(tcpTimeArgv({ ...target, address: 'web.shop' }))).toBe(true);
  });
});
