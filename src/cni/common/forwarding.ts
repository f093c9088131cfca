import type { CniFinding } from '../../contracts/cni.ts';
import { listWords } from '../../text/words.ts';
import { rolesOf } from './devices.ts';
import { finding, type Rule, unseen } from './rule.ts';
import { ofDevice, settingValues } from './settings.ts';

/** Whether the node forwards IPv4, as a whole and on each device that pods' packets take. */
export const forwardingRule: Rule = ({ record, facts, cluster }) => {
  const values = settingValues(facts);
  if (values === undefined) return unseen('common/ip-forward', 'Whether it forwards packets', facts.settings);
  const from = [facts.settings];
  const whole = values['net.ipv4.ip_forward'] ?? values['net.ipv4.conf.all.forwarding'];
  if (whole === undefined)
    return [finding('common/ip-forward', 'unknown', 'net.ipv4.ip_forward was not told.', { from })];
  if (whole === '0') {
    // With eBPF packets between pods may pass all the same.
    const health = cluster.expects.bypassesKernel ? 'warning' : 'fault';
    return [
      finding(
        'common/ip-forward',
        health,
        `net.ipv4.ip_forward is 0 on ${record.name}: it drops the packets of its pods without a word.`,
        {
          nextStep: `On ${record.name}: sysctl -w net.ipv4.ip_forward=1, and in /etc/sysctl.d so that it stays.`,
          from,
        },
      ),
    ];
  }
  const roles = rolesOf(facts);
  const off = [...(roles?.uplinks ?? []), ...(roles?.tunnels ?? []), ...(roles?.bridges ?? [])]
    .map(({ name }) => name)
    .filter((name) => ofDevice(values, name, 'forwarding') === 0);
  const findings: readonly CniFinding[] =
    off.length === 0
      ? [finding('common/ip-forward', 'ok', 'It forwards IPv4.', { from })]
      : [
          finding(
            'common/ip-forward',
            'fault',
            `Forwarding is switched off on ${listWords(off)} of ${record.name}: packets that arrive there go no further.`,
            {
              nextStep: `On ${record.name}: ${off.map((name) => `sysctl -w net.ipv4.conf.${name.replaceAll('.', '/')}.forwarding=1`).join('; ')}`,
              from: [facts.settings, facts.devices],
            },
          ),
        ];
  return findings;
};
