import { compileProgram } from '../compile-program.ts';
import { isSameAddress } from '../address/same.ts';
import { policyWords } from '../evaluate/names.ts';
import type { Party } from '../model/party.ts';
import type { PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { Basis, Outcome, RuleReference, SideVerdict } from '../model/verdict.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { jsonDocument, type PolicyAnswer } from './answer.ts';
import { ruleJson } from './explain-json.ts';
import { findEnd, type End } from './find-end.ts';
import type { AskedFlow } from './flow-list.ts';
import { judge, type Judgement } from './judge.ts';
import type { PolicyOptions } from './options.ts';

type SideWord = 'allow' | 'deny' | 'default-deny' | 'undecidable' | 'n/a';

/** One answer of `policy verdict`. */
export interface VerdictItem {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number | string | null;
  readonly egress: SideWord;
  readonly ingress: SideWord;
  /** null: it cannot be decided. Never true unless it surely is. */
  readonly allowed: boolean | null;
  /** Of the side that decided. */
  readonly basis: Basis;
  /** The rules that decided, the egress side's first; rule 0 stands for the isolation of a policy. */
  readonly decidedBy: readonly (RuleReference & { readonly file?: string })[];
  /** Why it cannot be decided, is an exception or not enforced; empty otherwise. */
  readonly reason: string;
  /** What else must be true for it to be allowed. */
  readonly provided: readonly string[];
}

/** `policy verdict`: one answer for each flow, in their order. */
export function verdictAnswer(
  snapshot: PolicySnapshot,
  flows: readonly AskedFlow[],
  options: PolicyOptions<'verdict'>,
): PolicyAnswer {
  const program = compileProgram(snapshot);
  const items = flows.map((flow, index) => verdictItem(program, snapshot, flow, index, options.probes));
  return {
    text: options.output === 'json' ? jsonDocument('PolicyVerdicts', { items }) : items.map(itemLine).join(''),
    notes: [],
    exitCode: snapshot.missing.length > 0 ? 3 : 0,
  };
}

function verdictItem(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  flow: AskedFlow,
  index: number,
  file: string,
): VerdictItem {
  const { protocol, port, icmp } = flow;
  const wrong = (field: string, words: string) =>
    new PlumblineError(`${file}, entry ${index}, field ${field}: ${words}.`, {
      kind: 'usage',
      operation: 'read the flows to judge',
      object: file,
    });
  const traffic = { protocol, ...(icmp === undefined ? {} : { icmp }) };
  const from = endOf(flow.from, snapshot, { file, index, field: 'from' });
  const to = endOf(flow.to, snapshot, { file, index, field: flow.to === flow.toAddress ? 'toIP' : 'to' });
  if (from.port !== undefined) throw wrong('from', 'it names a port, which only the destination has');
  if (to.port !== undefined && port !== undefined && to.port !== port)
    throw wrong('port', `${flow.to} names another one`);
  if (to.port !== undefined && icmp !== undefined) throw wrong('to', 'ICMP has no ports');
  const at = flow.toAddress === undefined ? to : atAddress(to, flow.toAddress, { file, index });
  const asked = { from, to: at, traffic, port: port ?? to.port };
  const judgement = judge(program, snapshot, asked);
  const answer = summary(judgement);
  const decidedBy = answer.decidedBy.map((rule) => ruleJson(snapshot, rule));
  return { from: flow.from, to: flow.to, protocol: String(protocol), port: asked.port ?? null, ...answer, decidedBy };
}

/** A pod of several addresses, at the one that was named; throws where that is none of its own. */
function atAddress(end: End, address: string, { file, index }: { readonly file: string; readonly index: number }): End {
  if (end.kind === 'parties') {
    const narrowed = end.parties.flatMap((party) => atOne(party, address));
    const [only, ...others] = narrowed;
    if (only !== undefined) return { ...end, parties: [only, ...others] };
  } else if (end.kind === 'service' && end.service.clusterAddresses.some((one) => isSameAddress(one, address))) {
    return end;
  }
  throw new PlumblineError(`${file}, entry ${index}, field toIP: ${address} is no address of ${end.name}.`, {
    kind: 'usage',
    operation: 'find an endpoint',
    object: end.name,
    nextStep: 'Leave out to, or name an address that it has.',
  });
}

function atOne(party: Party, address: string): readonly Party[] {
  if (party.kind === 'outside') return isSameAddress(party.address, address) ? [party] : [];
  // A pod that has none yet, a template's for one, is given it.
  if (party.kind === 'pod' && party.addresses.length === 0) return [{ ...party, addresses: [address] }];
  const addresses = party.addresses.filter((one) => isSameAddress(one, address));
  return addresses.length === 0 ? [] : [{ ...party, addresses }];
}

function endOf(
  text: string,
  snapshot: PolicySnapshot,
  { file, index, field }: { readonly file: string; readonly index: number; readonly field: string },
): ReturnType<typeof findEnd> {
  try {
    return findEnd(text, snapshot);
  } catch (error) {
    if (!(error instanceof PlumblineError)) throw error;
    throw new PlumblineError(`${file}, entry ${index}, field ${field}: ${error.message}`, error.facts);
  }
}

/** The answer for all real flows of one question: what they have in common. */
function summary({ pairs, allowed, problem }: Judgement): Omit<VerdictItem, 'from' | 'to' | 'protocol' | 'port'> {
  const sides = (pick: 'egress' | 'ingress') => pairs.map(({ verdict }) => verdict[pick]);
  const deciding = pairs.find(({ verdict }) => verdict.allowed === allowed) ?? pairs[0];
  const verdict = deciding?.verdict;
  const side = verdict && decidingSide(verdict.egress, verdict.ingress);
  const decidedBy =
    verdict === undefined ? [] : [verdict.egress, verdict.ingress].flatMap((one) => one.decidedBy ?? []);
  const mixed = allowed === 'mixed' ? 'Some of its backends or pods are allowed and some are not.' : '';
  return {
    egress: common(sides('egress').map(({ outcome }) => outcome)),
    ingress: common(sides('ingress').map(({ outcome }) => outcome)),
    allowed: allowed === 'yes' ? true : allowed === 'no' ? false : null,
    basis: side?.basis ?? 'undefined',
    decidedBy: allowed === 'yes' ? decidedBy : decidedBy.filter(({ direction }) => side === verdict?.[direction]),
    reason: problem || mixed || (side?.reason ?? ''),
    provided: verdict === undefined ? [] : [...verdict.egress.provided, ...verdict.ingress.provided],
  };
}

/** A side that denies, or that cannot be decided, decides; else the one of which there is something to tell. */
function decidingSide(egress: SideVerdict, ingress: SideVerdict): SideVerdict {
  const sides = [egress, ingress];
  return (
    sides.find(({ outcome }) => outcome === 'deny' || outcome === 'default-deny') ??
    sides.find(({ outcome }) => outcome === 'undecidable') ??
    sides.find(({ basis, outcome }) => basis !== 'default' && outcome !== 'not-applicable') ??
    egress
  );
}

function common(outcomes: readonly Outcome[]): SideWord {
  const [first = 'undecidable', ...others] = outcomes;
  if (others.some((other) => other !== first)) return 'undecidable';
  return first === 'not-applicable' ? 'n/a' : first;
}

function itemLine({ from, to, protocol, port, egress, ingress, allowed, decidedBy, reason }: VerdictItem): string {
  const word = allowed === true ? 'ALLOW' : allowed === false ? 'DENY' : 'UNDECIDABLE';
  const rules = decidedBy.map((rule) => `${rule.direction} ${policyWords(rule.policy)} rule ${rule.rule}`);
  const why = [...rules, ...(reason === '' ? [] : [reason])].join('; ');
  const flow = `${from} => ${to} ${protocol}${port === null ? '' : ` ${port}`}`;
  return `${safeLine(`${word} ${flow} (egress ${egress}, ingress ${ingress})${why === '' ? '' : `: ${why}`}`)}\n`;
}
