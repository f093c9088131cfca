import { compileProgram } from '../compile-program.ts';
import { partyWords } from '../evaluate/names.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { type PolicyOnParty, policiesOn } from '../questions/governing.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { jsonDocument, type PolicyAnswer } from './answer.ts';
import { addressesUnknown, findEnd } from './find-end.ts';
import type { PolicyOptions } from './options.ts';
import { policyPlace } from './where.ts';

/** `policy on X`: every policy that selects a pod, a workload's pods or a node, and the directions it governs there. */
export function onAnswer(snapshot: PolicySnapshot, text: string, { output }: PolicyOptions<'on'>): PolicyAnswer {
  const end = findEnd(text, snapshot);
  if (end.kind === 'host') throw addressesUnknown(end.name, 'policy on');
  const program = compileProgram(snapshot);
  const parties = end.kind === 'parties' ? end.parties : [];
  const items = parties.map((party) => ({
    name: partyWords(party),
    policies: policiesOn({ program, snapshot }, party),
  }));
  return {
    text: output === 'json' ? json(items) : lines(snapshot, items),
    notes:
      end.kind === 'service' ? ['Policies select pods and not services: name the pods or the workload behind it.'] : [],
    exitCode: snapshot.missing.length > 0 ? 3 : 0,
  };
}

interface OnEnd {
  readonly name: string;
  readonly policies: readonly PolicyOnParty[];
}

function lines(snapshot: PolicySnapshot, items: readonly OnEnd[]): string {
  const all = items.flatMap(({ name, policies }) => [
    `${name}:${policies.length === 0 ? ' no policy selects it' : ''}`,
    ...policies.map(
      ({ policy, applies, directions }) =>
        `  ${applies === 'unknown' ? 'perhaps ' : ''}${policyPlace(snapshot, policy.reference)}: ${directions.join(' and ')}`,
    ),
  ]);
  return all.map((line) => `${safeLine(line)}\n`).join('');
}

function json(items: readonly OnEnd[]): string {
  return jsonDocument('PoliciesOn', {
    items: items.map(({ name, policies }) => ({
      name,
      policies: policies.map(({ policy, applies, directions }) => ({ policy: policy.reference, applies, directions })),
    })),
  });
}
