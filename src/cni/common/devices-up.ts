import type { CniFinding } from '../../contracts/cni.ts';
import { countWords, listWords } from '../../text/words.ts';
import { deviceNamed, isSwitchedOn, rolesOf } from './devices.ts';
import { finding, type Rule } from './rule.ts';

/** Whether the bridge and the node's ends of pods' devices are switched on, and these are plugged into the bridge. */
export const devicesRule: Rule = ({ record, facts, cluster: { expects } }) => {
  const roles = rolesOf(facts);
  if (roles === undefined) return [];
  const from = [facts.devices];
  const found: CniFinding[] = [];
  const bridge = deviceNamed(facts, expects.bridge);
  if (bridge !== undefined && !isSwitchedOn(bridge)) {
    found.push(
      finding(
        'common/bridge',
        'fault',
        `The bridge ${bridge.name} of ${record.name} is switched off: its pods reach nobody.`,
        {
          nextStep: `On ${record.name}: ip link set ${bridge.name} up`,
          from,
        },
      ),
    );
  }
  const ends = roles.podDevices.filter(({ name }) => expects.podDevices.test(name));
  const off = ends.filter((device) => !isSwitchedOn(device));
  if (off.length > 0) {
    found.push(
      finding(
        'common/pod-devices',
        'fault',
        `${some(off)} on ${record.name}, the node's ${off.length === 1 ? 'end of a pod’s device, is' : 'ends of pods’ devices, are'} switched off.`,
        { nextStep: `On ${record.name}: ip link set ${off[0]?.name} up; or make the pod anew.`, from },
      ),
    );
  }
  // Docker and others have bridges of their own: only a device without any is lost.
  const loose = bridge === undefined ? [] : ends.filter(({ master }) => master === undefined);
  const plugged = ends.length - loose.length;
  if (loose.length > 0 && plugged > 0) {
    found.push(
      finding(
        'common/pod-devices',
        'warning',
        `${some(loose)} on ${record.name} ${loose.length === 1 ? 'is' : 'are'} not plugged into ${bridge?.name} as the other ${countWords(plugged, 'device')} of pods: who is behind reaches nobody.`,
        {
          nextStep: `On ${record.name}: ip link set ${loose[0]?.name} master ${bridge?.name}; or make the pod anew.`,
          from,
        },
      ),
    );
  }
  if (found.length > 0 || ends.length === 0) return found;
  return [
    finding(
      'common/pod-devices',
      'ok',
      `The node's ends of ${countWords(ends.length, 'pod’s device', 'pods’ devices')} are up.`,
      { from },
    ),
  ];
};

function some(devices: readonly { readonly name: string }[]): string {
  const names = devices.slice(0, 3).map(({ name }) => name);
  return devices.length > 3 ? `${names.join(', ')} and ${devices.length - 3} more` : listWords(names);
}
