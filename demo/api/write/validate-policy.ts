import { asList } from '../../world/fields.ts';
import { BlockList, isIP } from 'node:net';
import type { KubernetesObject } from '../../world/types.ts';
import { isRecord } from '../wire/is-record.ts';
import type { FieldError } from '../wire/status.ts';
import { invalidValue, required } from './validate-metadata.ts';

const isCidr = (text: unknown): text is string => {
  if (typeof text !== 'string') return false;
  const [address = '', bits = '', ...rest] = text.split('/');
  const family = isIP(address);
  return rest.length === 0 && family !== 0 && /^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
};

/** Whether `inner` is a true part of `outer`; both are valid CIDRs. */
function within(inner: string, outer: string): boolean {
  const [outerAddress = '', outerBits = ''] = outer.split('/');
  const [innerAddress = '', innerBits = ''] = inner.split('/');
  if (isIP(outerAddress) !== isIP(innerAddress) || Number(innerBits) <= Number(outerBits)) return false;
  const family = isIP(outerAddress) === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(outerAddress, Number(outerBits), family);
  return block.check(innerAddress, family);
}

function portErrors(port: unknown, path: string): FieldError[] {
  if (!isRecord(port)) return [];
  const { protocol, port: number, endPort } = port;
  const errors: FieldError[] = [];
  if (protocol !== undefined && protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') {
    const message = `Unsupported value: ${JSON.stringify(protocol)}: supported values: "SCTP", "TCP", "UDP"`;
    errors.push({ reason: 'FieldValueNotSupported', field: `${path}.protocol`, message });
  }
  if (typeof number === 'number' && (!Number.isInteger(number) || number < 1 || number > 65_535)) {
    errors.push(invalidValue(`${path}.port`, number, 'must be between 1 and 65535, inclusive'));
  }
  if (typeof endPort !== 'number') return errors;
  if (number === undefined) errors.push(required(`${path}.port`, 'must be specified when `endPort` is specified'));
  else if (typeof number === 'string') {
    errors.push(invalidValue(`${path}.port`, number, 'may not be a named port when `endPort` is specified'));
  } else if (typeof number === 'number' && endPort < number) {
    errors.push(invalidValue(`${path}.endPort`, endPort, 'must be greater than or equal to `port`'));
  }
  return errors;
}

function peerErrors(peer: unknown, path: string): FieldError[] {
  if (!isRecord(peer)) return [];
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (podSelector === undefined && namespaceSelector === undefined && ipBlock === undefined) {
    return [required(path, 'must specify a peer')];
  }
  if (!isRecord(ipBlock)) return [];
  if (podSelector !== undefined || namespaceSelector !== undefined) {
    const message = 'Forbidden: may not specify more than 1 peer type';
    return [{ reason: 'FieldValueForbidden', field: path, message }];
  }
  const rule = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
  const { cidr } = ipBlock;
  if (!isCidr(cidr)) return [invalidValue(`${path}.ipBlock.cidr`, cidr ?? '', rule)];
  return asList(ipBlock['except']).flatMap((except, index) => {
    const field = `${path}.ipBlock.except[${index}]`;
    if (!isCidr(except)) return [invalidValue(field, except, rule)];
    return within(except, cidr) ? [] : [invalidValue(field, except, `must be a strict subset of \`cidr\``)];
  });
}

/** What is wrong with a NetworkPolicy's spec, in the API server's words. */
export function validatePolicy(object: KubernetesObject): FieldError[] {
  const spec = object['spec'];
  if (!isRecord(spec)) return [required('spec')];
  const sides = [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const;
  const types = asList(spec['policyTypes']).flatMap((type, index): FieldError[] => {
    if (type === 'Ingress' || type === 'Egress') return [];
    const message = `Unsupported value: ${JSON.stringify(type)}: supported values: "Egress", "Ingress"`;
    return [{ reason: 'FieldValueNotSupported', field: `spec.policyTypes[${index}]`, message }];
  });
  const rules = sides.flatMap(([side, peers]) =>
    asList(spec[side]).flatMap((rule, index) => {
      if (!isRecord(rule)) return [];
      const path = `spec.${side}[${index}]`;
      return [
        ...asList(rule['ports']).flatMap((port, at) => portErrors(port, `${path}.ports[${at}]`)),
        ...asList(rule[peers]).flatMap((peer, at) => peerErrors(peer, `${path}.${peers}[${at}]`)),
      ];
    }),
  );
  return [...types, ...rules];
}
