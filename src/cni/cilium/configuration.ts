import type { CniFact, CniFinding } from '../../contracts/cni.ts';
import { finding } from '../common/rule.ts';
import type { CniObjects } from '../evidence.ts';

/** The data of cilium-config; undefined where it is not there or may not be read. */
export function ciliumConfig({ configMaps, summary }: CniObjects): Readonly<Record<string, string>> | undefined {
  return configMaps.get(`${summary.namespace}/cilium-config`) ?? configMaps.get('kube-system/cilium-config');
}

/** What packets between nodes travel in: 'vxlan', 'geneve', 'none' for native routing; undefined where it is not told. */
export function ciliumTunnel(
  config: Readonly<Record<string, string>> | undefined,
): 'vxlan' | 'geneve' | 'none' | undefined {
  if (config === undefined) return undefined;
  const mode = config['routing-mode'] ?? (config['tunnel'] === 'disabled' ? 'native' : 'tunnel');
  if (mode === 'native') return 'none';
  const protocol = config['tunnel-protocol'] ?? config['tunnel'] ?? 'vxlan';
  return protocol === 'geneve' ? 'geneve' : 'vxlan';
}

/** Whether the agent is 1.14 or newer, where the values of kube-proxy-replacement became booleans. */
function isSince114(version: string | undefined): boolean {
  const [, major = '', minor = ''] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return major !== '' && (Number(major) > 1 || Number(minor) >= 14);
}

/** Settings of cilium-config that decide whether packets pass, in words, and what is wrong with them. */
export function judgeConfiguration(objects: CniObjects): {
  readonly facts: readonly CniFact[];
  readonly findings: readonly CniFinding[];
} {
  const config = ciliumConfig(objects);
  if (config === undefined)
    return {
      facts: [{ name: 'cilium-config', text: 'not found, or not allowed to be read', health: 'unknown' }],
      findings: [],
    };
  const findings = [
    ...enforcement(config['enable-policy'] ?? 'default'),
    ...auditMode(config),
    ...replacement(config['kube-proxy-replacement'], objects.summary.version),
    ...notOptions(config),
  ];
  const words = (key: string, text: (value: string) => string) =>
    config[key] === undefined ? [] : [text(config[key])];
  const tunnel = ciliumTunnel(config);
  const health = (ids: readonly string[]) =>
    findings.some(({ id, health: own }) => ids.includes(id) && own === 'fault')
      ? 'fault'
      : findings.some(({ id, health: own }) => ids.includes(id) && own === 'warning')
        ? 'warning'
        : 'ok';
  return {
    facts: [
      {
        name: 'policies',
        text: `enforcement ${config['enable-policy'] ?? 'default'}${config['policy-audit-mode'] === 'true' ? ', audit mode: nothing is denied' : ''}`,
        health: health(['cilium/enforcement', 'cilium/audit-mode']),
      },
      {
        name: 'routing',
        text: tunnel === 'none' ? 'native, without a tunnel' : `over ${tunnel ?? 'a tunnel that is not told'}`,
        health: 'ok',
      },
      {
        name: 'kube-proxy replacement',
        text: config['kube-proxy-replacement'] ?? 'not set',
        health: health(['cilium/kube-proxy-replacement']),
      },
      {
        name: 'settings',
        text:
          [
            ...words('ipam', (value) => `IPAM ${value}`),
            ...words('enable-ipv4-masquerade', (value) =>
              value === 'true' ? 'pods are translated to the outside' : 'pods are not translated to the outside',
            ),
            ...words('enable-bpf-masquerade', (value) => (value === 'true' ? 'by eBPF' : 'by iptables')),
            ...words('enable-host-firewall', (value) => `host firewall ${value === 'true' ? 'on' : 'off'}`),
            ...words('enable-wireguard', (value) => (value === 'true' ? 'encrypted with WireGuard' : 'no WireGuard')),
            ...words('enable-hubble', (value) => `Hubble ${value === 'true' ? 'on' : 'off'}`),
            ...words('cni-chaining-mode', (value) => `CNI chaining ${value}`),
            ...words('mtu', (value) => `MTU ${value}`),
          ].join(', ') || 'none of those that matter is set',
        health: 'ok',
      },
    ],
    findings,
  };
}

function enforcement(value: string): readonly CniFinding[] {
  const id = 'cilium/enforcement';
  if (value === 'never')
    return [
      finding(id, 'warning', 'Cilium is told to enforce no policy at all (enable-policy: never).', {
        nextStep: 'Set enable-policy: default and restart the agents.',
      }),
    ];
  if (value === 'always')
    return [
      finding(
        id,
        'warning',
        'Cilium denies what no policy allows, also for pods that no policy selects (enable-policy: always).',
      ),
    ];
  return value === 'default'
    ? []
    : [finding(id, 'unknown', `The enforcement mode ${value} of cilium-config is not one that is known.`)];
}

function auditMode(config: Readonly<Record<string, string>>): readonly CniFinding[] {
  return config['policy-audit-mode'] !== 'true'
    ? []
    : [
        finding(
          'cilium/audit-mode',
          'warning',
          'Cilium is in audit mode: what policies would deny passes, and is only noted as AUDIT.',
          { nextStep: 'Switch policy-audit-mode off once the policies are as they should be, and restart the agents.' },
        ),
      ];
}

function replacement(value: string | undefined, version: string | undefined): readonly CniFinding[] {
  const id = 'cilium/kube-proxy-replacement';
  if (value === undefined || value === 'true' || value === 'false') return [];
  const nextStep = 'Set kube-proxy-replacement to "true" or "false".';
  if (!/^(?:strict|partial|probe|disabled)$/.test(value))
    return [finding(id, 'warning', `kube-proxy-replacement is ‘${value}’, which no version knows.`, { nextStep })];
  if (version === undefined)
    return [
      finding(
        id,
        'unknown',
        `kube-proxy-replacement is ‘${value}’, which agents from 1.14 on no longer know; their version is not told.`,
        { nextStep },
      ),
    ];
  return isSince114(version)
    ? [
        finding(
          id,
          'warning',
          `kube-proxy-replacement is ‘${value}’, a value of before 1.14: ${version} takes it for neither true nor false.`,
          { nextStep },
        ),
      ]
    : [];
}

/** Options that are spread by guides and that no version has. */
function notOptions(config: Readonly<Record<string, string>>): readonly CniFinding[] {
  return 'enable-policy-debug' in config
    ? [
        finding(
          'cilium/unknown-option',
          'warning',
          'cilium-config sets enable-policy-debug, which Cilium does not know: it does nothing.',
          {
            nextStep: 'Use debug-verbose, hubble observe or cilium-dbg monitor.',
          },
        ),
      ]
    : [];
}
