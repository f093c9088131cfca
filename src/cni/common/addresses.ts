import type { CniFinding } from '../../contracts/cni.ts';
import { isSameAddress } from '../../policy/address/same.ts';
import { listWords } from '../../text/words.ts';
import type { CniNodeRecord, CniObjects } from '../evidence.ts';
import { finding } from './rule.ts';

/** Annotations in which CNIs write the address by which the other nodes shall reach a node. */
const addressAnnotations: readonly string[] = [
  'flannel.alpha.coreos.com/public-ip',
  'flannel.alpha.coreos.com/public-ipv6',
  'projectcalico.org/IPv4Address',
  'projectcalico.org/IPv6Address',
];

/** Whether the node's address is the right one and its own, and the addresses of its pods are; known from the objects alone. */
export function addressFindings(record: CniNodeRecord, objects: CniObjects): readonly CniFinding[] {
  return [...ownAddress(record, objects), ...podAddresses(record, objects)];
}

function ownAddress(record: CniNodeRecord, objects: CniObjects): readonly CniFinding[] {
  return addressAnnotations.flatMap((annotation) => {
    const address = addressIn(record, annotation);
    if (address === undefined) return [];
    const nextStep =
      'Tell the CNI which device or address to take (flannel: --iface or --iface-regex; Calico: IP_AUTODETECTION_METHOD) and restart its pod there.';
    const others = [...objects.nodes.values()].filter((other) => {
      // The same program wrote both: the same address is the same text.
      return other.name !== record.name && addressIn(other, annotation) === address;
    });
    if (others.length > 0) {
      return [
        finding(
          'common/node-address',
          'fault',
          `${record.name} and ${listWords(others.slice(0, 3).map(({ name }) => name))} call ${address} theirs towards the other nodes: packets reach one of them at most.`,
          { nextStep },
        ),
      ];
    }
    const { internalAddresses } = record;
    const ofFamily = internalAddresses.filter((one) => one.includes(':') === address.includes(':'));
    if (ofFamily.length === 0 || ofFamily.some((one) => isSameAddress(one, address))) return [];
    return [
      finding(
        'common/node-address',
        'warning',
        `The CNI calls ${address} the address of ${record.name}, the kubelet ${listWords(ofFamily)}: it may have taken the wrong device.`,
        { nextStep },
      ),
    ];
  });
}

/** Calico writes its address with a prefix length. */
function addressIn({ annotations }: CniNodeRecord, annotation: string): string | undefined {
  return annotations[annotation]?.replace(/\/\d+$/, '') || undefined;
}

function podAddresses({ name }: CniNodeRecord, { sharedAddresses }: CniObjects): readonly CniFinding[] {
  return sharedAddresses
    .filter(({ nodes }) => nodes.includes(name))
    .map(({ address, pods }) =>
      finding(
        'common/pod-address',
        'fault',
        `${listWords(pods.slice(0, 3))} have the same address ${address}: what is sent there reaches one of them.`,
        {
          nextStep:
            'Delete the newer of the pods, so that it gets another address, and look for leaked ones in the CNI’s address management.',
        },
      ),
    );
}
