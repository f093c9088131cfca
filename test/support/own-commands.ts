import { connectForms, httpForms } from '../../src/probes/connect/programs.ts';
import { digTool } from '../../src/tools/dig/tool.ts';
import { getentTool } from '../../src/tools/getent/tool.ts';
import { clientArgv, serverArgv } from '../../src/tools/iperf3/argv.ts';
import { nslookupTool } from '../../src/tools/nslookup/tool.ts';
import { pingArgv } from '../../src/tools/ping/argv.ts';
import { tcpTimeArgv } from '../../src/tools/tcp-time/bash.ts';
import { curlTimeArgv } from '../../src/tools/tcp-time/curl.ts';

/** Every kind of command that plumbline's own probes run in containers. */
export function ownCommands(): readonly (readonly string[])[] {
  const own: (readonly string[])[] = [];
  for (const address of ['10.244.2.8', 'fd00::8', 'backend.shop.svc']) {
    const target = { address, port: 8080, timeoutSeconds: 3 };
    own.push(...[...connectForms, ...httpForms].map(({ tool }) => tool.argv(target)));
    own.push(tcpTimeArgv({ ...target, count: 5, interval: 0.2 }), curlTimeArgv(address, 8080, 2));
    for (const flavour of ['iputils', 'busybox', 'plain', 'ping6'] as const) {
      own.push(pingArgv({ address, count: 5, interval: 0.2, wait: 2, size: 1422, fullSize: true, flavour }));
    }
    for (const protocol of ['TCP', 'UDP'] as const) {
      const rest = { streams: 4, seconds: 30, rateCap: 100_000_000, port: 5201 };
      for (const direction of ['reverse', 'both'] as const) {
        own.push(clientArgv({ protocol, direction, ...rest, address, jsonStream: protocol === 'TCP' }));
      }
    }
  }
  for (const tool of [digTool, nslookupTool, getentTool]) {
    own.push(tool.argv({ name: 'backend.shop.svc.cluster.local', rooted: true, family: 6 }));
  }
  own.push(serverArgv(5201), ['iperf3', '--version'], ['cat', '/sys/class/net/eth0/mtu']);
  return own;
}
