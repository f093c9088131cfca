import { PlumblineError } from '../../contracts/errors.ts';
import { portOf } from '../../link/split-port.ts';
import { compileProgram } from '../compile-program.ts';
import {
  type ConnectionSet,
  connectionText,
  isEmptySet,
  type ListedProtocol,
  listedProtocols,
} from '../connections/connection-set.ts';
import { blocksOf } from '../connections/external-ranges.ts';
import { serviceTargets } from '../destinations/service-targets.ts';
import { createPolicyIndex } from '../index/policy-index.ts';
import type { Party } from '../model/party.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { whatCanReach, whoCanReach } from '../questions/reach.ts';
import { wrap } from '../../terminal/fit.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { jsonDocument, type PolicyAnswer } from './answer.ts';
import { addressesUnknown, type End, findEnd } from './find-end.ts';
import { namedPort } from './judge.ts';
import type { PolicyOptions } from './options.ts';
import { type ReachRow, ReachRows } from './reach-rows.ts';

type ReachCommand = 'who-can-reach' | 'can-reach';

const allOfSix = '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff[External]';

/** One real end of what was asked about, and the port there when only that one counts. */
interface AskedParty {
  readonly party: Party;
  readonly port: number | undefined;
}

/** `policy who-can-reach X` and `policy can-reach X`: every workload, node and outside range at the other end, with its ports. */
export function reachAnswer(
  snapshot: PolicySnapshot,
  command: ReachCommand,
  text: string,
  options: PolicyOptions<ReachCommand>,
): PolicyAnswer {
  const end = findEnd(text, snapshot);
  const wanted = options.port === undefined ? end.port : portOf(options.port, () => wrongPort(options.port));
  const asked = askedParties(snapshot, command, end, wanted, options.protocol);
  const index = createPolicyIndex(compileProgram(snapshot), snapshot);
  const rows = new ReachRows();
  for (const { party, port } of asked) {
    const groups = command === 'can-reach' ? whatCanReach(index, party) : whoCanReach(index, party);
    for (const group of groups)
      rows.add(group, options.pods, port === undefined ? undefined : { port, protocol: options.protocol });
  }
  // What no policy tells from any other address needs no line of its own for each family.
  const withSix = (['ingress', 'egress'] as const).some((direction) =>
    blocksOf(index.program, direction).some(({ family }) => family === 6),
  );
  const list = rows.list().filter(({ name }) => withSix || name !== allOfSix);
  return {
    text: options.output === 'json' ? json(command, text, list) : lines(command, end, asked, list),
    notes: [],
    exitCode: snapshot.missing.length > 0 ? 3 : 0,
  };
}

function wrongPort(text: string | undefined): PlumblineError {
  return new PlumblineError(`--port '${text}' is neither a number from 1 to 65535 nor a port name.`, {
    kind: 'usage',
    operation: 'read the port',
  });
}

/** A service is its backends, on the ports that it leads to. */
function askedParties(
  snapshot: PolicySnapshot,
  command: ReachCommand,
  end: End,
  wanted: number | string | undefined,
  protocol: ListedProtocol,
): readonly AskedParty[] {
  if (end.kind === 'host') throw addressesUnknown(end.name, `policy ${command}`);
  if (command === 'can-reach') {
    if (end.kind === 'service') {
      throw new PlumblineError(`A service begins no flow: ask what its pods can reach.`, {
        kind: 'usage',
        operation: 'policy can-reach',
        nextStep: 'Name a pod or a workload.',
      });
    }
    const port = typeof wanted === 'string' ? undefined : wanted;
    return end.parties.map((party) => ({ party, port }));
  }
  if (end.kind === 'parties') {
    return end.parties.map((party) => ({ party, port: namedPort(wanted, party, protocol, end.name) }));
  }
  const destination = { kind: 'service', service: end.service } as const;
  const found = serviceTargets(snapshot, end.service, protocol, namedPort(wanted, destination, protocol, end.name));
  if ('problem' in found) {
    throw new PlumblineError(found.problem, { kind: 'usage', operation: 'policy who-can-reach', object: end.name });
  }
  return found.targets.map(({ destination: party, port }) => ({ party, port }));
}

function lines(command: ReachCommand, end: End, asked: readonly AskedParty[], rows: readonly ReachRow[]): string {
  const ports = [...new Set(asked.flatMap(({ port }) => port ?? []))];
  const on = end.kind === 'service' && ports.length > 0 ? `, which leads to port ${ports.join(', ')} of its pods,` : '';
  const [verb, nobody] =
    command === 'who-can-reach'
      ? [`The policies let these reach ${end.name}${on}`, `The policies let nobody reach ${end.name}${on}`]
      : [`The policies let ${end.name} reach these`, `The policies let ${end.name} reach nobody`];
  if (rows.length === 0) return `${safeLine(nobody.replace(/,$/, ''))}.\n`;
  const groups = Map.groupBy(rows, connectionsWords);
  const listed = [...groups].flatMap(([words, members]) => [`  ${words}`, ...members.map(({ name }) => `    ${name}`)]);
  const head = wrap(safeLine(`${verb.replace(/,$/, '')}:`), 80);
  // Whatever policies say: kubelet probes come from there.
  const own = command === 'who-can-reach' && asked.some(({ party }) => party.kind === 'pod' && !party.hostNetwork);
  const last = own ? ['A pod can always be reached from its own node.'] : [];
  return `${[...head, ...listed.map(safeLine), ...last].join('\n')}\n`;
}

function connectionsWords({ allowed, conditional, undecidable }: ReachRow): string {
  const parts = [
    ...(isEmptySet(allowed) ? [] : [`on ${connectionText(allowed)}`]),
    ...(isEmptySet(conditional) ? [] : [`(${connectionText(conditional)} on a condition that policies cannot tell)`]),
    ...(isEmptySet(undecidable) ? [] : [`undecidable on ${connectionText(undecidable)}`]),
  ];
  return parts.join(' ');
}

function json(command: ReachCommand, asked: string, rows: readonly ReachRow[]): string {
  const words = (set: ConnectionSet) => (isEmptySet(set) ? '' : connectionText(set));
  return jsonDocument(command === 'who-can-reach' ? 'WhoCanReach' : 'CanReach', {
    endpoint: asked,
    items: rows.map(({ name, allowed, conditional, undecidable }) => ({
      name,
      conn: words(allowed),
      conditional: words(conditional),
      undecidable: words(undecidable),
      ports: Object.fromEntries(listedProtocols.map((protocol) => [protocol, allowed[protocol] ?? []])),
    })),
  });
}
