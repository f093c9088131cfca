import type { Fact } from '../contracts/node-facts.ts';
import { type IptablesBackend, type IptablesItem, type IptablesNote, parseIptables } from '../tools/iptables/parse.ts';
import { parseNft } from '../tools/nft/parse.ts';
import { listSource } from './source.ts';

export const iptablesVersionSource = listSource('iptables-version', [['iptables', '--version']], parseIptables);

/** The rules of the backend in use. */
export const iptablesSource = listSource('iptables', [{ argv: ['iptables-save'], sudo: true }], parseIptables);

/** The rules of the backend that is not in use, which count as well where there are any. */
export function otherIptablesSource(inUse: IptablesBackend) {
  const other = inUse === 'nft' ? 'iptables-legacy-save' : 'iptables-nft-save';
  return listSource('iptables-other', [{ argv: [other], sudo: true }], parseIptables);
}

export const nftSource = listSource('nft', [{ argv: ['nft', 'list', 'ruleset'], sudo: true }], parseNft);

/** Which backend is in use, as the program itself tells, by its version or before its rules. */
export function backendInUse(...facts: readonly Fact<readonly IptablesItem[]>[]): IptablesBackend | undefined {
  return facts.flatMap((fact) => (fact.known ? notesOf(fact.value).flatMap(({ backend }) => backend ?? []) : [])).at(0);
}

/**
 * The rules in use with one note before them. That the other backend has rules too is said by those rules where they
 * could be read: a program only tells of tables, which may be empty.
 */
export function iptablesFact(
  version: Fact<readonly IptablesItem[]>,
  rules: Fact<readonly IptablesItem[]>,
  other: Fact<readonly IptablesItem[]>,
): Fact<readonly IptablesItem[]> {
  if (!rules.known) return rules;
  const notes = [...notesOf(rules.value), ...(version.known ? notesOf(version.value) : [])];
  const note: IptablesNote = {
    kind: 'note',
    backend: backendInUse(version, rules),
    otherPresent: other.known ? other.value.some(decides) : notes.some(({ otherPresent }) => otherPresent),
    version: notes.find((one) => one.version !== undefined)?.version,
  };
  return { ...rules, value: [note, ...rules.value.filter(({ kind }) => kind !== 'note')] };
}

function notesOf(items: readonly IptablesItem[]): readonly IptablesNote[] {
  return items.flatMap((item) => (item.kind === 'note' ? [item] : []));
}

function decides(item: IptablesItem): boolean {
  return item.kind === 'rule' || (item.kind === 'chain' && item.policy !== undefined && item.policy !== 'ACCEPT');
}
