import { PlumblineError } from '../../contracts/errors.ts';
import { eitherWay } from '../connections/either-way.ts';
import { explainFlow, type FlowDestination, type TargetVerdict } from '../destinations/explain-flow.ts';
import type { Party } from '../model/party.ts';
import type { PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { FlowProtocol, Traffic } from '../model/traffic.ts';
import { addressesUnknown, type End } from './find-end.ts';

/** One real flow of a question, judged. */
export interface JudgedPair extends TargetVerdict {
  readonly source: Party;
}

/** Every real flow that a question stands for. */
export interface Judgement {
  readonly pairs: readonly JudgedPair[];
  /** mixed: some of its flows are allowed and some are not. */
  readonly allowed: 'yes' | 'no' | 'undecidable' | 'mixed';
  /** Why there is nothing to judge, or not all is known; empty otherwise. */
  readonly problem: string;
}

/** A question as it was asked, its ends looked up. */
export interface FlowAsked {
  readonly from: End;
  readonly to: End;
  readonly traffic: Omit<Traffic, 'port'>;
  readonly port: number | string | undefined;
}

/** Judges every flow from a pod of the source to a pod of the destination; through a Service, to its backends. */
export function judge(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  { from, to, traffic, port }: FlowAsked,
): Judgement {
  if (from.kind === 'host') throw addressesUnknown(from.name, 'judge a flow');
  if (from.kind === 'service') {
    throw new PlumblineError(`A service begins no flow: ${from.name} is named where one begins.`, {
      kind: 'usage',
      operation: 'judge a flow',
      nextStep: 'Name the pod or workload that connects.',
    });
  }
  const destinations: readonly FlowDestination[] =
    to.kind === 'service'
      ? [{ kind: 'service', service: to.service }]
      : to.kind === 'host'
        ? [{ kind: 'host', name: to.name, addresses: undefined }]
        : to.parties;
  const pairs: JudgedPair[] = [];
  const problems = new Set<string>();
  for (const source of from.parties) {
    for (const destination of destinations) {
      const number = namedPort(port, destination, traffic.protocol, to.name);
      const question = { source, destination, traffic: number === undefined ? traffic : { ...traffic, port: number } };
      const { targets, problem } = explainFlow(program, snapshot, question);
      if (problem !== '') problems.add(problem);
      pairs.push(
        ...targets.map((target) => ({ ...target, verdict: eitherWay(program, snapshot, target.verdict), source })),
      );
    }
  }
  return { pairs, allowed: overall(pairs), problem: [...problems].join(' ') };
}

function overall(pairs: readonly JudgedPair[]): Judgement['allowed'] {
  const answers = new Set(pairs.map(({ verdict }) => verdict.allowed));
  const [only = 'undecidable'] = answers;
  if (answers.size < 2) return only;
  return answers.has('yes') && answers.has('no') ? 'mixed' : 'undecidable';
}

/** A port's name is the service's own, or a container's of the pod that is connected to; throws where there is none such. */
export function namedPort(
  port: number | string | undefined,
  destination: FlowDestination,
  protocol: FlowProtocol,
  name: string,
): number | undefined {
  if (typeof port !== 'string') return port;
  const ports =
    destination.kind === 'service' ? destination.service.ports : destination.kind === 'pod' ? destination.ports : [];
  const found = ports.find((one) => one.name === port && one.protocol === protocol);
  if (found !== undefined) return found.port;
  const known = ports.filter((one) => one.name !== '').map((one) => `${one.name} (${one.protocol} ${one.port})`);
  throw new PlumblineError(`The ${name} has no ${protocol} port named ${port}.`, {
    kind: 'usage',
    operation: 'judge a flow',
    nextStep: known.length === 0 ? 'Give the number of the port.' : `It has ${known.join(', ')}.`,
  });
}
