import type { CniFinding } from '../../contracts/cni.ts';
import type { Fact } from '../../contracts/node-facts.ts';
import { flannelLogRules } from '../../tools/flannel/log.ts';
import { klogLine } from '../../tools/log/line.ts';
import { parseLog } from '../../tools/log/reader.ts';
import { finding } from '../common/rule.ts';
import type { CniNodeRecord } from '../evidence.ts';

/** So many lines from the log's end are read. */
export const logLines = 300;

const id = 'flannel/log';

/**
 * What the log of flannel says last: a sick line that no healthy one came after. It is a fault where its pod is not ready,
 * else something that went wrong once.
 */
export function logFindings(record: CniNodeRecord, log: Fact<readonly string[]> | undefined): readonly CniFinding[] {
  if (log === undefined || !log.known || record.agent?.pod === undefined) return [];
  const { items } = parseLog(log.value, { line: klogLine, rules: flannelLogRules });
  const lastHealthy = items.findLastIndex(({ mark }) => mark === 'healthy');
  const sick = items.slice(lastHealthy + 1).filter(({ mark }) => mark === 'sick');
  const { namespace, name, container } = record.agent.pod;
  const nextStep = `kubectl logs -n ${namespace} ${name} -c ${container}`;
  const last = sick.at(-1);
  if (last !== undefined) {
    const more = new Set(sick.map(({ meaning }) => meaning)).size - 1;
    return [
      finding(
        id,
        record.agent.ready ? 'warning' : 'fault',
        `flannel's log on ${record.name} says: ${last.meaning ?? last.text}${more > 0 ? `, and ${more} other things before` : ''}.`,
        { nextStep, from: [log] },
      ),
    ];
  }
  return lastHealthy < 0
    ? []
    : [finding(id, 'ok', `flannel's log: ${items[lastHealthy]?.meaning ?? 'well'}.`, { from: [log] })];
}
