import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import { parseCidr } from '../address/parse.ts';
import { type AddressRange, type Condition, nobody } from '../model/condition.ts';
import type { PolicyObject, PolicySnapshot } from '../model/snapshot.ts';
import type { CidrGroup, CiliumContext } from './context.ts';
import { literalHolds } from './labels.ts';
import { selectorLiterals } from './selector.ts';

/** CIDR rules match what is outside of the cluster, unless Cilium is configured to match its nodes or pods too. */
export function outsideCluster({ enforcement }: Pick<PolicySnapshot, 'enforcement'>): Condition {
  const { ciliumCidrMatch } = enforcement;
  return {
    is: 'kind',
    kinds: [
      'outside',
      ...(ciliumCidrMatch.has('nodes') ? (['node', 'host-pod'] as const) : []),
      ...(ciliumCidrMatch.has('pods') ? (['pod'] as const) : []),
    ],
  };
}

/** A list of CIDRs. */
export function cidrCondition(texts: readonly string[], where: string, context: CiliumContext): Condition {
  return addresses(rangesOf(texts, where, context), [], context);
}

/** One entry of a CIDRSet: a CIDR or groups of them, less its exceptions. */
export function cidrSetCondition(entry: Fields, where: string, context: CiliumContext): Condition {
  const { reader } = context;
  reader.only(entry, new Set(['cidr', 'except', 'cidrGroupRef', 'cidrGroupSelector']), where);
  const cidr = reader.text(entry, 'cidr', where);
  const reference = reader.text(entry, 'cidrGroupRef', where);
  const selector = reader.mapping(entry, 'cidrGroupSelector', where);
  const except = rangesOf(reader.texts(entry, 'except', where) ?? [], where, context);
  const sources = [cidr, reference, selector].filter((one) => one !== undefined);
  if (sources.length !== 1)
    reader.say(`An entry of ${where} must name one of a CIDR, a group and a selector of groups.`);
  const within = [
    ...(cidr === undefined ? [] : rangesOf([cidr], where, context)),
    ...(reference === undefined ? [] : groupNamed(reference, context)),
    ...(selector === undefined ? [] : groupsWith(selector, where, context)),
  ];
  return addresses(within, except, context);
}

/** The CIDRGroups of a cluster. */
export function cidrGroups(objects: readonly PolicyObject[]): readonly CidrGroup[] {
  return objects
    .filter(({ apiVersion, kind }) => kind === 'CiliumCIDRGroup' && apiVersion.startsWith('cilium.io/'))
    .map(({ name, labels, spec }) => {
      const listed: unknown = isFields(spec) ? (spec['externalCIDRs'] ?? []) : undefined;
      const entries: readonly unknown[] = Array.isArray(listed) ? listed : [];
      const ranges = entries.flatMap((text) => (typeof text === 'string' ? (parseCidr(text) ?? []) : []));
      return { name, labels, ranges, unclear: !Array.isArray(listed) || ranges.length < entries.length };
    });
}

function addresses(
  within: readonly AddressRange[],
  except: readonly AddressRange[],
  context: CiliumContext,
): Condition {
  if (within.length === 0) return nobody;
  return { is: 'every', of: [outsideCluster(context.snapshot), { is: 'address', within, except }] };
}

/** A group that is not there has no CIDRs. */
function groupNamed(reference: string, context: CiliumContext): readonly AddressRange[] {
  return rangesOfGroups(
    context.groups.filter(({ name }) => name === reference),
    context,
  );
}

function groupsWith(selector: Fields, where: string, context: CiliumContext): readonly AddressRange[] {
  const literals = selectorLiterals(selector, where, context.reader);
  return rangesOfGroups(
    context.groups.filter(({ labels }) => literals.every((literal) => literalHolds(literal, labels))),
    context,
  );
}

function rangesOfGroups(groups: readonly CidrGroup[], { reader }: CiliumContext): readonly AddressRange[] {
  for (const { name, unclear } of groups)
    if (unclear) reader.say(`The CiliumCIDRGroup ${name} that it names has CIDRs that are none.`);
  return groups.flatMap(({ ranges }) => ranges);
}

function rangesOf(texts: readonly string[], where: string, { reader }: CiliumContext): readonly AddressRange[] {
  return texts.flatMap((text) => {
    const range = parseCidr(text);
    if (range !== undefined) return [range];
    reader.say(`The address block ${text} of ${where} is no CIDR.`);
    return [];
  });
}
