import type { NetworkDevice } from '../../tools/ip/device.ts';
import { isSameAddress } from '../../policy/address/same.ts';
import { listWords } from '../../text/words.ts';
import { rolesOf } from './devices.ts';
import { routeTo } from './route-to.ts';
import { peersOf, podRanges } from './routes.ts';
import { finding, type Rule, type RuleInput, unseen } from './rule.ts';
import { ofDevice, settingValues } from './settings.ts';

const counterName = 'TcpExtIPReversePathFilter';

/**
 * Whether the reverse path filter drops packets. Strict (1) is no fault by itself: it is one where its counter grows, or
 * where packets come by another device than the answers would leave by. What holds is the greater of all and the device's own.
 */
export const reversePathRule: Rule = (input) => {
  const { record, facts } = input;
  const values = settingValues(facts);
  const roles = rolesOf(facts);
  if (values === undefined || roles === undefined)
    return unseen('common/rp-filter', 'Whether the reverse path filter drops packets', facts.settings, facts.devices);
  const from = [facts.settings, facts.counters, facts.routes];
  const all = Number(values['net.ipv4.conf.all.rp_filter'] ?? 0);
  const strict = [...roles.uplinks, ...roles.tunnels, ...roles.bridges].filter(
    ({ name }) => Math.max(all, ofDevice(values, name, 'rp_filter') ?? 0) === 1,
  );
  const counter = facts.counters.known ? facts.counters.value.find(({ name }) => name === counterName) : undefined;
  const grown = counter?.grown ?? 0;
  const names = listWords([...new Set(strict.map(({ name }) => name))]);
  const nextStep = `On ${record.name}: set rp_filter to 2 (loose) on ${names === '' ? 'the devices concerned' : names} and for all, or mend the route by which answers leave elsewhere.`;
  if (grown > 0) {
    const where = strict.length === 0 ? '' : ` (strict on ${names})`;
    return [
      finding(
        'common/rp-filter',
        'fault',
        `The reverse path filter of ${record.name}${where} has dropped ${grown} packets since the last look.`,
        { nextStep, from },
      ),
    ];
  }
  if (strict.length === 0)
    return [finding('common/rp-filter', 'ok', 'No strict reverse path filter where pods’ packets come in.', { from })];
  const [asymmetric] = strict.flatMap((device) => asymmetricOn(input, device));
  if (asymmetric !== undefined) return [finding('common/rp-filter', 'fault', asymmetric, { nextStep, from })];
  const since =
    (counter?.value ?? 0) > 0 ? `; it has dropped ${counter?.value} packets since boot, none since the last look` : '';
  return [
    finding(
      'common/rp-filter',
      'ok',
      `The reverse path filter is strict on ${names}, and answers leave where packets come in${since}.`,
      { from },
    ),
  ];
};

/** What comes in by the device and would be answered by another one: dropped by a strict filter. */
function asymmetricOn({ record, facts, cluster }: RuleInput, device: NetworkDevice): readonly string[] {
  if (!facts.routes.known) return [];
  const { value: routes } = facts.routes;
  const { tunnel, directRouting } = cluster.expects;
  return peersOf(record, cluster).flatMap((peer) => {
    const arriving = tunnel?.device === device.name && !directRouting ? podRanges(peer) : [];
    return arriving.flatMap((range) => {
      const back = range.family === 4 ? routeTo(routes, range) : undefined;
      if (back?.device === undefined || back.device === device.name) return [];
      const by =
        back.gateway !== undefined &&
        peer.internalAddresses.some((address) => isSameAddress(address, back.gateway ?? ''))
          ? ' directly'
          : '';
      return [
        `The reverse path filter of ${record.name} is strict on ${device.name}, where the pods of ${peer.name} (${range.text}) come in, but answers to them leave${by} by ${back.device}: they are dropped.`,
      ];
    });
  });
}
