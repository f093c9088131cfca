import type { Fields } from '../../inventory/prune/fields.ts';
import { parseCidr } from '../address/parse.ts';
import { type AddressRange, type Condition } from '../model/condition.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { SpecReader } from '../spec-reader.ts';
import type { AddressHolder } from './address-holders.ts';
import { type EndpointConditions, inheritedPrefix, type SelectorScope } from './endpoint-condition.ts';
import { parseSelector } from './parse-selector.ts';
import { type Selector, selectorFits } from './selector.ts';

/** What rules are compiled with: one cluster, and one policy of it. */
export interface RuleContext {
  readonly snapshot: PolicySnapshot;
  readonly conditions: EndpointConditions;
  readonly holders: readonly AddressHolder[];
  readonly reader: SpecReader;
  /** Empty for what is in no namespace. */
  readonly namespace: string;
}

interface ScopedSelector {
  readonly selector: Selector;
  readonly scope: SelectorScope;
}

/**
 * What a rule's source or destination demands of that side, ports and services apart. Selectors match pods, and the
 * addresses of network sets and host endpoints; as soon as one is used, a namespaced policy means its own namespace unless it
 * names others. Without selectors anything fits, addresses outside too.
 */
export function entityCondition(entity: Fields, where: string, context: RuleContext): Condition {
  const { reader } = context;
  const selectors = positiveSelectors(entity, where, context);
  const of: Condition[] = [];
  if (selectors.length > 0) of.push(matching(selectors, context));
  const notSelector = readSelector(entity, 'notSelector', where, reader);
  if (notSelector !== undefined)
    of.push({ is: 'not', of: matching([{ selector: notSelector, scope: 'endpoint' }], context) });
  const nets = ranges(entity, 'nets', where, reader);
  if (nets.length > 0) of.push({ is: 'address', within: nets, except: [] });
  const notNets = ranges(entity, 'notNets', where, reader);
  // Calico renders a rule only for the families of its CIDRs, of those that it excludes too.
  if (notNets.length > 0) of.push({ is: 'address', within: wholeOf(notNets), except: notNets });
  return of.length === 1 && of[0] !== undefined ? of[0] : { is: 'every', of };
}

/** The selectors that must all fit; empty: no selector is used. */
function positiveSelectors(entity: Fields, where: string, context: RuleContext): readonly ScopedSelector[] {
  const { reader, namespace } = context;
  const endpoint = readSelector(entity, 'selector', where, reader);
  const namespaces = readSelector(entity, 'namespaceSelector', where, reader);
  const accounts = serviceAccounts(entity, where, reader);
  const used = [...(endpoint === undefined ? [] : [{ selector: endpoint, scope: 'endpoint' } as const]), ...accounts];
  if (namespaces !== undefined) return [...used, { selector: namespacesSelector(namespaces), scope: 'namespace' }];
  const limited = used.length > 0 || (typeof entity['notSelector'] === 'string' && entity['notSelector'] !== '');
  if (namespace === '' || !limited) return used;
  return [
    ...used,
    {
      selector: { is: 'label', key: 'projectcalico.org/namespace', test: 'in', values: [namespace] },
      scope: 'endpoint',
    },
  ];
}

/** In a namespace selector, all() is whatever is in a namespace, and global() what is in none. */
function namespacesSelector(selector: Selector): Selector {
  switch (selector.is) {
    case 'all':
      return { is: 'label', key: 'projectcalico.org/name', test: 'exists', values: [] };
    case 'global':
    case 'label':
      return selector;
    case 'not':
      return { is: 'not', of: namespacesSelector(selector.of) };
    default:
      return { is: selector.is, of: selector.of.map(namespacesSelector) };
  }
}

function serviceAccounts(entity: Fields, where: string, reader: SpecReader): readonly ScopedSelector[] {
  const accounts = reader.mapping(entity, 'serviceAccounts', where);
  if (accounts === undefined) return [];
  const place = `the service accounts of ${where}`;
  reader.only(accounts, new Set(['names', 'selector']), place);
  const names = reader.texts(accounts, 'names', place) ?? [];
  const selector = readSelector(accounts, 'selector', place, reader);
  return [
    ...(selector === undefined ? [] : [{ selector, scope: 'service-account' } as const]),
    ...(names.length === 0
      ? []
      : [
          {
            selector: { is: 'label', key: 'projectcalico.org/serviceaccount', test: 'in', values: names },
            scope: 'endpoint',
          } as const,
        ]),
  ];
}

function matching(selectors: readonly ScopedSelector[], { conditions, holders }: RuleContext): Condition {
  const pods = selectors.map(({ selector, scope }) => conditions.pods(selector, scope));
  const fit: Condition = { is: 'every', of: [{ is: 'kind', kinds: ['pod'] }, ...pods] };
  const fitting = holders.filter((holder) => selectors.every((one) => holderFits(one, holder)));
  const within = fitting.flatMap((holder) => holder.ranges);
  const unread = fitting.flatMap((holder) => holder.unread ?? []);
  if (within.length === 0 && unread.length === 0) return fit;
  return {
    is: 'some',
    of: [
      fit,
      ...(within.length === 0 ? [] : [{ is: 'address', within, except: [] } as const]),
      ...unread.map((reason): Condition => ({ is: 'undecidable', reason })),
    ],
  };
}

function holderFits({ selector, scope }: ScopedSelector, { labels, inNamespace }: AddressHolder): boolean {
  return selectorFits(prefixed(selector, inheritedPrefix[scope]), labels, inNamespace);
}

function prefixed(selector: Selector, prefix: string): Selector {
  switch (selector.is) {
    case 'all':
    case 'global':
      return selector;
    case 'label':
      return { ...selector, key: `${prefix}${selector.key}` };
    case 'not':
      return { is: 'not', of: prefixed(selector.of, prefix) };
    default:
      return { is: selector.is, of: selector.of.map((one) => prefixed(one, prefix)) };
  }
}

/** Undefined where there is none; one that is malformed is said, and taken as all(). */
export function readSelector(from: Fields, key: string, where: string, reader: SpecReader): Selector | undefined {
  const text = reader.text(from, key, where);
  if (text === undefined || text === '') return undefined;
  const parsed = parseSelector(text);
  const misplaced = key !== 'namespaceSelector' && text.includes('global(');
  if ('selector' in parsed && !misplaced) return parsed.selector;
  const problem = 'problem' in parsed ? parsed.problem : 'global() may stand only in a namespaceSelector';
  reader.say(`The ${key} of ${where} is malformed: ${problem}.`);
  return { is: 'all' };
}

function wholeOf(nets: readonly AddressRange[]): readonly AddressRange[] {
  const families = new Set(nets.map(({ family }) => family));
  return [...families].flatMap((family) => parseCidr(family === 4 ? '0.0.0.0/0' : '::/0') ?? []);
}

function ranges(from: Fields, key: string, where: string, reader: SpecReader): readonly AddressRange[] {
  return (reader.texts(from, key, where) ?? []).flatMap((text) => {
    const range = parseCidr(text);
    if (range !== undefined) return [range];
    reader.say(`The ${key} of ${where} has ${text}, which is no CIDR.`);
    return [];
  });
}

/** Nothing is demanded. */
export function isAnyone(condition: Condition): boolean {
  return condition.is === 'every' && condition.of.length === 0;
}
