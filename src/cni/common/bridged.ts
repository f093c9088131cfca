import { finding, type Rule } from './rule.ts';
import { settingValues } from './settings.ts';

const setting = 'net.bridge.bridge-nf-call-iptables';

/** Whether what pods of one node send each other over the bridge passes iptables: a Service whose pod is next door hangs on it. */
export const bridgedRule: Rule = ({ record, facts, cluster: { expects } }) => {
  const values = settingValues(facts);
  if (expects.bridge === undefined || values === undefined || !facts.settings.known) return [];
  const from = [facts.settings];
  const nextStep = `On ${record.name}: modprobe br_netfilter; sysctl -w ${setting}=1; both in /etc/modules-load.d and /etc/sysctl.d so that they stay.`;
  const effect = `between pods of ${record.name} Services and policies are passed by`;
  if (values[setting] === '1')
    return [finding('common/bridged', 'ok', 'Packets on the bridge pass iptables.', { from })];
  if (values[setting] === '0')
    return [finding('common/bridged', 'warning', `${setting} is 0: ${effect}.`, { nextStep, from })];
  return facts.settings.value.absent[setting] === undefined
    ? []
    : [
        finding('common/bridged', 'warning', `The module br_netfilter is not loaded on ${record.name}: ${effect}.`, {
          nextStep,
          from,
        }),
      ];
};
