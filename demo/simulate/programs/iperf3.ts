import { runIperfClient } from './iperf-client.ts';
import { readIperfOptions } from './iperf-options.ts';
import { runIperfServer } from './iperf-server.ts';
import type { Program } from './program.ts';

/** iperf3: 3.18 where the image is BusyBox's (Alpine-like), else Debian 12's 3.12, which knows no --json-stream. */
export const iperf3: Program = async (start) => {
  const recent = start.machine.busybox;
  const version = recent ? 'iperf 3.18' : 'iperf 3.12';
  const command = readIperfOptions(start.argv.slice(1), recent);
  if (command.kind === 'version') {
    start.stdout.write(`${version} (cJSON 1.7.15)\nLinux demo 6.1.0-28-amd64 #1 SMP PREEMPT_DYNAMIC x86_64\n`);
    return 0;
  }
  if (command.kind === 'wrong') {
    start.stderr.write(command.message);
    return 1;
  }
  return command.options.mode === 'server'
    ? runIperfServer(start, command.options)
    : runIperfClient(start, command.options, { version, recent });
};
