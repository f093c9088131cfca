import type { Connections } from '../connections/between.ts';
import { blocksOf, externalRanges } from '../connections/external-ranges.ts';
import { hasPorts } from '../evaluate/traffic.ts';
import { verdictOf } from '../evaluate/verdict.ts';
import type { OutsideParty, Party } from '../model/party.ts';
import type { PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot, ServiceParty } from '../model/snapshot.ts';
import type { Traffic } from '../model/traffic.ts';
import type { Flow, FlowVerdict } from '../model/verdict.ts';
import { anyPortVerdict } from './any-port.ts';
import { serviceTargets } from './service-targets.ts';
import { hidesSource, withHiddenSource } from './source-translation.ts';

/** What an operator may name as destination: a party, a Service, or a name outside the cluster. */
export type FlowDestination =
  | Party
  | { readonly kind: 'service'; readonly service: ServiceParty }
  /** `addresses` as the name resolves where the flow begins; undefined when nobody has resolved it. */
  | { readonly kind: 'host'; readonly name: string; readonly addresses: readonly string[] | undefined };

export interface FlowQuestion {
  readonly source: Party;
  readonly destination: FlowDestination;
  /** Without a port: any port. To a Service: one of its own. */
  readonly traffic: Traffic;
}

/** One real destination of a flow. */
export interface TargetVerdict {
  readonly destination: Party;
  readonly verdict: FlowVerdict;
  /** All that may pass, where no port was asked for: `verdict` is then of one of these flows. */
  readonly connections?: Connections;
}

/** What the policies declare for every real destination of a flow. */
export interface FlowExplanation {
  readonly targets: readonly TargetVerdict[];
  /** mixed: some destinations are allowed and some are not. */
  readonly allowed: FlowVerdict['allowed'] | 'mixed';
  /** Why there is no destination or not all are known, as a sentence; empty otherwise. */
  readonly problem: string;
}

/** Explains a flow to a party, through a Service to each of its backends, or to each address of a name. */
export function explainFlow(program: PolicyProgram, snapshot: PolicySnapshot, question: FlowQuestion): FlowExplanation {
  const { source, destination, traffic } = question;
  if (destination.kind === 'service')
    return destination.service.externalName === ''
      ? explainService(program, snapshot, source, destination.service, traffic)
      : explainHost(program, snapshot, source, destination.service.externalName, undefined, traffic);
  if (destination.kind === 'host')
    return explainHost(program, snapshot, source, destination.name, destination.addresses, traffic);
  return summary([explainTarget(program, snapshot, { source, destination, traffic })], '');
}

function explainService(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  source: Party,
  service: ServiceParty,
  traffic: Traffic,
): FlowExplanation {
  const found = serviceTargets(snapshot, service, traffic.protocol, traffic.port);
  if ('problem' in found) return { targets: [], allowed: 'undecidable', problem: found.problem };
  const hidden = hidesSource(source, service);
  const targets = found.targets.map(({ destination, port }) => {
    const flow: Flow = {
      source,
      destination,
      traffic: port === undefined ? traffic : { ...traffic, port },
      throughService: true,
    };
    const explained = explainTarget(program, snapshot, flow);
    return hidden ? { ...explained, verdict: withHiddenSource(program, snapshot, explained.verdict) } : explained;
  });
  return summary(targets, '');
}

function explainHost(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  source: Party,
  name: string,
  addresses: readonly string[] | undefined,
  traffic: Traffic,
): FlowExplanation {
  const parties: readonly OutsideParty[] =
    addresses === undefined
      ? externalRanges(blocksOf(program, 'egress')).map(({ party }) => ({ ...party, hostName: name }))
      : addresses.map((address) => ({ kind: 'outside', address, hostName: name }));
  const explained = summary(
    parties.map((destination) => explainTarget(program, snapshot, { source, destination, traffic })),
    '',
  );
  if (parties.length === 0) return { ...explained, problem: `The name ${name} has no address.` };
  if (addresses !== undefined || explained.allowed !== 'mixed') return explained;
  const problem = `The policies allow some addresses and deny others: which of them ${name} resolves to is not known here.`;
  return { ...explained, allowed: 'undecidable', problem };
}

function explainTarget(program: PolicyProgram, snapshot: PolicySnapshot, flow: Flow): TargetVerdict {
  const { destination, traffic } = flow;
  if (traffic.port !== undefined || !hasPorts(traffic.protocol))
    return { destination, verdict: verdictOf(program, snapshot, flow) };
  return { destination, ...anyPortVerdict(program, snapshot, flow) };
}

function summary(targets: readonly TargetVerdict[], problem: string): FlowExplanation {
  const answers = new Set(targets.map(({ verdict }) => verdict.allowed));
  const [only = 'undecidable'] = answers;
  const allowed = answers.size < 2 ? only : answers.has('yes') && answers.has('no') ? 'mixed' : 'undecidable';
  return { targets, allowed, problem };
}
