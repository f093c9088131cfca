import type { Connections } from '../connections/between.ts';
import { blocksOf, externalRanges } from '../connections/external-ranges.ts';
import { parseAddress } from '../address/parse.ts';
import { hasPorts } from '../evaluate/traffic.ts';
import { inFamily } from '../evaluate/family.ts';
import { verdictOf } from '../evaluate/verdict.ts';
import type { Party } from '../model/party.ts';
import type { PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot, ServiceParty } from '../model/snapshot.ts';
import type { Traffic } from '../model/traffic.ts';
import type { Flow, FlowVerdict } from '../model/verdict.ts';
import { anyPortVerdict } from './any-port.ts';
import { exposedService } from './exposed-service.ts';
import { partyOfAddress, serviceOfAddress } from './party-of-address.ts';
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
  if (source.kind === 'pod' && destination.kind === 'outside' && isLoopback(destination.address))
    return summary([explainTarget(program, snapshot, { source, destination: source, traffic })], '');
  const exposed = exposedService(snapshot, destination, traffic);
  if (exposed !== undefined) {
    const { port: _asked, ...rest } = traffic;
    const served = exposed.port === undefined ? rest : { ...rest, port: exposed.port };
    return explainService(program, snapshot, source, exposed.service, served, true);
  }
  return summary([explainTarget(program, snapshot, { source, destination, traffic })], '');
}

function explainService(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  source: Party,
  service: ServiceParty,
  traffic: Traffic,
  external = false,
): FlowExplanation {
  const found = serviceTargets(snapshot, service, traffic.protocol, traffic.port);
  if ('problem' in found) return { targets: [], allowed: 'undecidable', problem: found.problem };
  const hidden = hidesSource(source, service, external);
  const family = onlyFamily(service);
  const targets = found.targets.map(({ destination: backend, port }) => {
    const destination = family === undefined ? backend : inFamily(backend, family);
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

/** Nodes rewrite an address to one of its own family. Undefined: of both, or not known. */
function onlyFamily({ clusterAddresses }: ServiceParty): 4 | 6 | undefined {
  const families = new Set(clusterAddresses.flatMap((address) => parseAddress(address)?.family ?? []));
  const [family] = families;
  return families.size === 1 ? family : undefined;
}

function explainHost(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  source: Party,
  name: string,
  addresses: readonly string[] | undefined,
  traffic: Traffic,
): FlowExplanation {
  if (addresses === undefined && mayBeInCluster(name))
    return {
      targets: [],
      allowed: 'undecidable',
      problem: `${name} may be a name of the cluster's own, or none: which Service or pod it stands for is not known here.`,
    };
  // Ranges stand for every address in them: none is one of the cluster's own.
  const ranges = () => externalRanges(blocksOf(program, 'egress')).map(({ party }) => ({ ...party, hostName: name }));
  const targets =
    addresses === undefined
      ? ranges().map((destination) => explainTarget(program, snapshot, { source, destination, traffic }))
      : addresses.flatMap((address) => {
          const destination = named(partyOfAddress(snapshot, address), address, name);
          return explainAddress(program, snapshot, { source, destination, traffic });
        });
  const explained = summary(targets, '');
  if (targets.length === 0) return { ...explained, problem: `The name ${name} has no address.` };
  if (addresses !== undefined || explained.allowed !== 'mixed') return explained;
  const problem = `The policies allow some addresses and deny others: which of them ${name} resolves to is not known here.`;
  return { ...explained, allowed: 'undecidable', problem };
}

/** What a connect to such an address reaches is the source itself. */
function isLoopback(address: string): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined) return false;
  return parsed.family === 4 ? parsed.value >> 24n === 127n || parsed.value === 0n : parsed.value <= 1n;
}

/** What an address of a name leads to: a Service's backends, where it is one of a Service. */
function explainAddress(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  { source, destination, traffic }: { readonly source: Party; readonly destination: Party; readonly traffic: Traffic },
): readonly TargetVerdict[] {
  const service = destination.kind === 'outside' ? serviceOfAddress(snapshot, destination.address) : undefined;
  return explainFlow(program, snapshot, {
    source,
    destination: service === undefined ? destination : { kind: 'service', service },
    traffic,
  }).targets;
}

function named(holder: Party | undefined, address: string, hostName: string): Party {
  return holder === undefined || holder.kind === 'outside' ? { kind: 'outside', address, hostName } : holder;
}

/** Names without a dot and names under svc are looked up in the cluster first. */
function mayBeInCluster(name: string): boolean {
  const labels = name.replace(/\.$/, '').toLowerCase().split('.');
  return (
    labels.length === 1 ||
    // A name of digits is none that anything resolves, though it looks like an address.
    parseAddress(name) !== undefined ||
    labels.includes('svc') ||
    name.toLowerCase().replace(/\.$/, '').endsWith('.cluster.local')
  );
}

function explainTarget(program: PolicyProgram, snapshot: PolicySnapshot, flow: Flow): TargetVerdict {
  const { destination, traffic } = flow;
  if (traffic.port !== undefined || !hasPorts(traffic.protocol))
    return { destination, verdict: verdictOf(program, snapshot, flow) };
  return { destination, ...anyPortVerdict(program, snapshot, flow) };
}

/** The explanation that verdicts on each real destination add up to. */
export function summary(targets: readonly TargetVerdict[], problem: string): FlowExplanation {
  const answers = new Set(targets.map(({ verdict }) => verdict.allowed));
  const [only = 'undecidable'] = answers;
  const allowed = answers.size < 2 ? only : answers.has('yes') && answers.has('no') ? 'mixed' : 'undecidable';
  return { targets, allowed, problem };
}
