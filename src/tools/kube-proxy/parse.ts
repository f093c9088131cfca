import { klogLine } from '../log/line.ts';
import { type LogRule, type MarkedLine, markLine } from '../log/rules.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A Service's address as kube-proxy programmed it. */
export interface ProgrammedService {
  readonly kind: 'service';
  /** 'default/hostnames:' of iptables; undefined in IPVS, which keeps no names. */
  readonly name: string | undefined;
  /** Cluster IP and port, '10.0.1.175:80'; undefined where only the rules of its endpoints are shown. */
  readonly address: string | undefined;
  /** 'ip:port' of the endpoints that the rules send to. */
  readonly endpoints: readonly string[];
  /** Endpoints whose chain is jumped to, and whose rules are not shown. */
  readonly unshown: number;
  /** The rules reject, because there are no endpoints. */
  readonly rejected: boolean;
}

/** A marked line of kube-proxy's log. */
export type ProxyLog = MarkedLine & { readonly kind: 'log' };

/** Lines of kube-proxy that tell how it is. */
export const kubeProxyLogRules: readonly LogRule[] = [
  {
    pattern: /Using (iptables|ipvs|nftables) Proxier|"Using (iptables|ipvs|nftables) Proxier"/i,
    mark: 'note',
    meaning: 'kube-proxy works with $1$2',
  },
  {
    pattern: /Not syncing .* until Services and Endpoints have been received/,
    mark: 'odd',
    meaning: 'kube-proxy waits for Services and Endpoints from the API server: nothing is programmed yet',
  },
  {
    pattern: /Failed to execute iptables-restore|"?Failed to (?:sync|ensure|delete stale).*/,
    mark: 'sick',
    meaning: 'kube-proxy could not write its rules',
  },
  { pattern: /Failed to (?:list|watch) (\S+)/, mark: 'sick', meaning: 'kube-proxy loses the API server ($1)' },
  { pattern: /can't set sysctl|Failed to set sysctl/i, mark: 'odd', meaning: 'kube-proxy may not set kernel settings' },
  {
    pattern: /Can't use (?:the )?IPVS proxier|can't use ipvs/i,
    mark: 'sick',
    meaning: 'kube-proxy cannot use IPVS: kernel modules are missing',
  },
  {
    pattern: /SyncProxyRules complete|syncProxyRules took|Caches are synced/i,
    mark: 'healthy',
    meaning: 'kube-proxy has programmed its rules',
  },
  { pattern: /Setting endpoints for "([^"]*)" to \[\]/, mark: 'odd', meaning: '$1 has no endpoints' },
];

/** Reads what shows how kube-proxy is: its rules of iptables-save, `ipvsadm -ln`, its log. */
export function parseKubeProxy(lines: readonly string[]): Parsed<ProgrammedService | ProxyLog> {
  const services = new Map<
    string,
    { name: string | undefined; address: string | undefined; chains: Set<string>; rejected: boolean; direct: string[] }
  >();
  const endpoints = new Map<string, string>();
  let virtual: string | undefined;
  const service = (key: string) => {
    const found = services.get(key) ?? {
      name: undefined,
      address: undefined,
      chains: new Set<string>(),
      rejected: false,
      direct: [],
    };
    services.set(key, found);
    return found;
  };
  const parsed = parseLines<ProxyLog>(
    lines,
    (line) => {
      const logged = klogLine(line);
      if (logged !== undefined) return { kind: 'log', ...markLine(logged, kubeProxyLogRules) };
      if (/^IP Virtual Server version|^Prot LocalAddress:Port|^\s+-> RemoteAddress:Port/.test(line)) return known;
      const [, address] = /^(?:TCP|UDP|SCTP)\s+(\S+:\d+) \w+/.exec(line) ?? [];
      if (address !== undefined) {
        virtual = `ipvs ${line.slice(0, 4)}${address}`;
        service(virtual).address = address;
        return known;
      }
      const [, backend] = /^\s+-> (\S+:\d+)\s+(?:Masq|Route|Tunnel)\s/.exec(line) ?? [];
      if (backend !== undefined && virtual !== undefined) {
        service(virtual).direct.push(backend);
        return known;
      }
      const [, chain, rest = ''] = /^(?:\[\d+:\d+\] )?-A (KUBE-\S+) (.*)$/.exec(line) ?? [];
      if (chain === undefined) return /^[#*:]|^COMMIT$|^(?:\[\d+:\d+\] )?-[APN] /.test(line) ? known : undefined;
      const [, comment] = /--comment "?([^"]*?)"?(?: -|$)/.exec(rest) ?? [];
      const [, jump] = /(?:^| )-j (\S+)/.exec(rest) ?? [];
      const [, target] = /--to-destination (\S+)/.exec(rest) ?? [];
      if (chain.startsWith('KUBE-SEP-') && target !== undefined) endpoints.set(chain, target);
      else if (/^KUBE-(?:SERVICES|EXTERNAL-SERVICES|NODEPORTS)$/.test(chain)) {
        const [, clusterIP] = /(?:^| )-d ([^\s/]+)/.exec(rest) ?? [];
        const [, port] = /--dport (\d+)/.exec(rest) ?? [];
        const known = jump?.startsWith('KUBE-SVC-') === true || jump?.startsWith('KUBE-EXT-') === true;
        if (known || jump === 'REJECT') {
          const entry = service(known ? (jump ?? '') : `rejected ${comment}`);
          entry.name =
            comment?.replace(/ (?:cluster IP|external IP|has no endpoints|loadbalancer IP)$/, '') ?? entry.name;
          if (clusterIP !== undefined) entry.address = port === undefined ? clusterIP : `${clusterIP}:${port}`;
          entry.rejected ||= jump === 'REJECT';
        }
      } else if (chain.startsWith('KUBE-SVC-') && jump?.startsWith('KUBE-SEP-') === true) {
        const entry = service(chain);
        entry.name ??= comment?.replace(/ -> .*$/, '');
        entry.chains.add(jump);
      }
      return known;
    },
    /^(?:ipvsadm|iptables-save|Can't initialize ipvs)/,
  );
  const programmed = [...services.values()].map(({ name, address, chains, rejected, direct }): ProgrammedService => {
    const shown = [...chains].flatMap((chain) => endpoints.get(chain) ?? []);
    return {
      kind: 'service',
      name,
      address,
      endpoints: [...direct, ...shown],
      unshown: chains.size - shown.length,
      rejected,
    };
  });
  return { ...parsed, items: [...programmed, ...parsed.items] };
}
