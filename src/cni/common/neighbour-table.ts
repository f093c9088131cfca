import { finding, type Rule } from './rule.ts';
import { settingValues } from './settings.ts';

/** How full the kernel's table of neighbours is; entries that were written by hand count for nothing in it. */
export const neighbourTableRule: Rule = ({ record, facts }) => {
  const values = settingValues(facts);
  const [soft, hard] = [2, 3].map((step) => Number(values?.[`net.ipv4.neigh.default.gc_thresh${step}`]));
  if (!facts.neighbours.known || !(soft !== undefined && soft > 0) || !(hard !== undefined && hard > 0)) return [];
  const from = [facts.neighbours, facts.settings];
  const count = facts.neighbours.value.filter(
    ({ address, state }) => !address.includes(':') && state !== 'PERMANENT' && state !== 'NOARP',
  ).length;
  const words = `${count} neighbours on ${record.name}, where ${hard} are the most (gc_thresh3)`;
  const nextStep = `On ${record.name}: raise net.ipv4.neigh.default.gc_thresh1, 2 and 3; the kernel log says ‘neighbor table overflow’ once it was full.`;
  if (count >= hard * 0.95)
    return [
      finding(
        'common/neighbour-table',
        'fault',
        `The table of neighbours is full: ${words}. New ones are not reached.`,
        { nextStep, from },
      ),
    ];
  if (count > soft)
    return [
      finding('common/neighbour-table', 'warning', `The table of neighbours fills up: ${words}.`, { nextStep, from }),
    ];
  return [finding('common/neighbour-table', 'ok', `${words}.`, { from })];
};
