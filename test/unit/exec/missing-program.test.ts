import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingByExit, missingInRuntimeMessage } from '../../../src/kube/exec/missing-program.ts';
import { describeWithShared } from '../../support/needs.ts';

describe('a missing program', () => {
  it.each([
    [
      'runc',
      'exec failed: unable to start container process: exec: "ping": executable file not found in $PATH: unknown',
    ],
    [
      'runc with a path',
      'starting container process caused: exec: "ping": stat /bin/ping: no such file or directory: unknown',
    ],
    [
      'old runc, quoted twice',
      'starting container process caused "exec: \\"ping\\": executable file not found in $PATH"',
    ],
    ['crun', 'OCI runtime exec failed: executable file `ping` not found in $PATH: No such file or directory'],
    ['gVisor', 'error executing in container: failed to find executable "ping" in $PATH: no such file or directory'],
  ])('is recognised in the words of %s', (_runtime, message) => {
    expect(missingInRuntimeMessage(message)).toEqual({ program: 'ping', message });
  });

  it.each([
    'container not found ("app")',
    'cannot exec in a stopped container',
    'pods "web-1" is forbidden: User "x" cannot create resource "pods/exec"',
    'exec failed: permission denied',
  ])('is not seen where something else is wrong: %s', (message) => {
    expect(missingInRuntimeMessage(message)).toBeUndefined();
  });

  it.each([
    ['dash', 'sh: 1: ping: not found'],
    ['dash, exec', 'sh: 1: exec: ping: not found'],
    ['bash', 'bash: line 1: ping: command not found'],
    ['bash, exec', 'sh: line 1: exec: ping: not found'],
    ['BusyBox', 'sh: ping: not found'],
    ['BusyBox, exec', 'sh: exec: line 0: ping: not found'],
    ['env', 'env: ‘ping’: No such file or directory'],
    ['timeout of coreutils', "timeout: failed to run command 'ping': No such file or directory"],
    ['chroot', 'chroot: failed to run command ‘ping’: No such file or directory'],
    ['nsenter of util-linux', 'nsenter: failed to execute ping: No such file or directory'],
    ['nsenter of BusyBox', "nsenter: can't execute 'ping': No such file or directory"],
    ['timeout of BusyBox', "timeout: can't execute 'ping': No such file or directory"],
  ])('is recognised in the words of %s with exit code 127', (_shell, line) => {
    expect(missingByExit(127, ['some other line', line])).toEqual({ program: 'ping', message: line });
  });

  it('is not concluded from exit code 127 alone', () => {
    expect(missingByExit(127, ['ping: bad luck'])).toBeUndefined();
  });

  it('is not concluded from the words alone', () => {
    expect(missingByExit(1, ['sh: 1: ping: not found'])).toBeUndefined();
  });
});

describeWithShared('a missing program as operators have met it', 'samples/kubectl-exec', (folder) => {
  const sample = (name: string) => readFileSync(join(folder, name), 'utf8').split('\n').slice(1);

  it('is recognised behind a shell that exits with 127', () => {
    expect(missingByExit(127, sample('command-not-found-127.txt'))?.program).toBe('/etc/istio/proxy/get_perfdata.sh');
  });

  it('is recognised in a distroless image of today', () => {
    expect(missingInRuntimeMessage(sample('distroless-1.31.txt').join('\n'))?.program).toBe('ping');
  });

  it('is recognised in the output of an old docker that exits with 126', () => {
    expect(missingByExit(126, sample('distroless-old-126.txt'))?.program).toBe('/bin/sh');
  });
});
