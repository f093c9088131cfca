import { finding, type Rule, unseen } from './rule.ts';

/** How full the table of tracked connections is. */
export const connectionsRule: Rule = ({ record, facts }) => {
  const { connections } = facts;
  if (!connections.known) return unseen('common/conntrack', 'How full the table of tracked connections', connections);
  const { count, most, counters, grown } = connections.value;
  const from = [connections];
  const words = `${count} of ${most} connections tracked on ${record.name}`;
  const dropped = (counters?.['drop'] ?? 0) + (counters?.['early_drop'] ?? 0);
  const since = dropped === 0 ? '' : `; ${dropped} were dropped or thrown out since boot`;
  const nextStep = `On ${record.name}: raise net.netfilter.nf_conntrack_max, and find who opens so many (conntrack -L).`;
  if (most > 0 && count >= most * 0.95)
    return [
      finding(
        'common/conntrack',
        'fault',
        `The table of tracked connections is full: ${words}${since}. New connections are dropped.`,
        { nextStep, from },
      ),
    ];
  const refused = (grown?.['drop'] ?? 0) + (grown?.['early_drop'] ?? 0);
  if (refused > 0)
    return [
      finding(
        'common/conntrack',
        'warning',
        `${record.name} dropped or threw out ${refused} connections since the last look; ${words}.`,
        {
          nextStep,
          from,
        },
      ),
    ];
  if (most > 0 && count >= most * 0.8)
    return [
      finding('common/conntrack', 'warning', `The table of tracked connections is nearly full: ${words}${since}.`, {
        nextStep,
        from,
      }),
    ];
  return [finding('common/conntrack', most > 0 ? 'ok' : 'unknown', `${words}${since}.`, { from })];
};
