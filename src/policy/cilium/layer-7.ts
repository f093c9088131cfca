import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import type { Direction } from '../model/policy.ts';
import type { SpecReader } from '../spec-reader.ts';

/** What an entry of toPorts asks of what is sent over the ports, as clauses: policies alone cannot tell whether it is so. */
export function layer7Provided(
  entry: Fields,
  direction: Direction,
  where: string,
  reader: SpecReader,
): readonly string[] {
  const rules = reader.mapping(entry, 'rules', where) ?? {};
  reader.only(rules, new Set(['http', 'dns', 'kafka', 'l7', 'l7proto']), `the rules of ${where}`);
  const names = reader.texts(entry, 'serverNames', where) ?? [];
  const listener = reader.mapping(entry, 'listener', where);
  if (direction === 'ingress' && rules['dns'] !== undefined)
    reader.say(`The ${where} has DNS rules, which Cilium takes for egress only.`);
  return [
    ...http(reader.mappings(rules, 'http', where)),
    ...dns(reader.mappings(rules, 'dns', where)),
    ...kafka(reader.mappings(rules, 'kafka', where)),
    ...(rules['l7proto'] === undefined ? [] : [`the rules for ${said(rules['l7proto'])} admit it`]),
    ...(names.length === 0 ? [] : [`the TLS server name is ${names.join(' or ')}`]),
    ...(listener === undefined ? [] : ['the proxy that the rule sends it through admits it']),
  ];
}

/** A list that is there and empty admits every request. */
function http(rules: readonly Fields[] | undefined): readonly string[] {
  if (rules === undefined || rules.length === 0) return [];
  const words = rules.map((rule) => {
    const { method, path, host } = rule;
    const asked = [method, path, host === undefined ? undefined : `at ${said(host)}`, ...headers(rule)]
      .filter((part) => part !== undefined && part !== '')
      .map(said);
    return ['HTTP', ...asked].join(' ');
  });
  return [`the request is ${words.join(', or ')}`];
}

function headers(rule: Fields): readonly string[] {
  const plain: unknown = rule['headers'];
  const matches: unknown = rule['headerMatches'];
  return [
    ...(Array.isArray(plain) ? plain.map((header) => `with the header ${said(header)}`) : []),
    ...(Array.isArray(matches)
      ? matches.map((match) => `with the header ${isFields(match) ? said(match['name']) : said(match)}`)
      : []),
  ];
}

function dns(rules: readonly Fields[] | undefined): readonly string[] {
  if (rules === undefined || rules.length === 0) return [];
  const words = rules.map(({ matchName, matchPattern }) => said(matchName ?? matchPattern ?? 'anything'));
  const anything = words.some((word) => /^\*+$|^anything$/.test(word));
  return [anything ? 'it is a DNS query' : `it is a DNS query for ${words.join(' or ')}`];
}

function kafka(rules: readonly Fields[] | undefined): readonly string[] {
  if (rules === undefined || rules.length === 0) return [];
  const words = rules.map(({ role, apiKey, topic }) =>
    ['Kafka', role ?? apiKey, topic === undefined ? undefined : `on ${said(topic)}`]
      .filter((part) => part !== undefined)
      .map(said)
      .join(' '),
  );
  return [`the request is ${words.join(', or ')}`];
}

function said(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '(unclear)';
}
