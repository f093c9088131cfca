import type { ReactNode } from 'react';
import type { DeclaredLink, PolicyDetail } from '../../src/contracts/policy.ts';
import type { PolicyRow } from '../../src/inventory/views.ts';
import { policyWords } from '../../src/policy/evaluate/names.ts';
import type { PolicyReference } from '../../src/policy/model/policy.ts';
import type { RulePeers } from '../../src/policy/questions/opened-flows.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { countWords } from '../../src/text/words.ts';
import type { RuleReference } from '../../src/policy/model/verdict.ts';
import { type Asked, useAsked } from '../hooks/use-asked.ts';
import { useDeclared } from '../hooks/use-declared.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { policyLines } from '../panes/policy-lines.ts';
import { chooseEnd } from '../screen/choose.ts';
import { keyOf } from '../screen/keys.ts';
import { openDialog } from '../screen/model.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { findingLines } from './lint.tsx';
import { SelectDialog } from './select-dialog.tsx';

interface Item {
  readonly spans: StyledLine;
  /** Set for the pods at the end, which can be marked. */
  readonly pod?: string;
}

/**
 * A policy in words, what is amiss with it, and the pods it selects, which can be marked as ends of the link. Its YAML opens at
 * the line that decides on the link, where one of its rules does.
 */
export function PolicyDialog({ row }: { readonly row: PolicyRow }): ReactNode {
  const model = useScreen();
  const { cluster, bench } = model.session;
  const { width } = useDialogSize(100, 40);
  const { cni } = useStore(cluster.status);
  const { link } = useStore(bench);
  const { reference } = row;
  const deciding = decidingRule(useDeclared(link), reference);
  const asked = useAsked(JSON.stringify([reference, deciding?.path]), () =>
    cluster.policies.open(reference, deciding?.path ?? []),
  );
  const detail = asked.state === 'answered' ? asked.answer : undefined;
  const name = policyWords(reference);
  const pods = detail?.pods ?? [];

  const items: readonly Item[] = [
    ...policyLines(row, cni?.enforcesPolicies ?? 'unknown', width - 4).map((spans) => ({ spans })),
    ...(deciding === undefined
      ? []
      : [{ spans: line(`decides on the link: ${deciding.direction} rule ${deciding.rule}`, 'strong') }]),
    ...(detail?.findings ?? []).flatMap((finding) => findingLines(finding, width - 4).map((spans) => ({ spans }))),
    ...(detail?.peers ?? []).flatMap((peers) => peerLines(peers, width - 4).map((spans) => ({ spans }))),
    { spans: [] },
    { spans: line(podsHeading(asked, pods.length), 'title') },
    ...pods.map((pod) => ({ spans: line(`  ${pod}`), pod })),
  ];
  const marks = { [keyOf(model, 'mark-source')]: 'source', [keyOf(model, 'mark-destination')]: 'destination' } as const;
  return (
    <SelectDialog
      title={name}
      items={items}
      empty=""
      hints={`Enter YAML  ${keyOf(model, 'mark-source')}/${keyOf(model, 'mark-destination')} mark a pod`}
      line={(item) => item.spans}
      onKey={(press, item) => {
        const end = marks[press.name];
        if (end === undefined) return false;
        const [podNamespace = '', podName = ''] = item?.pod?.split('/') ?? [];
        if (podName !== '') chooseEnd(model, end, { kind: 'pod', namespace: podNamespace, name: podName });
        return true;
      }}
      onPick={() =>
        detail &&
        openDialog(model, {
          kind: 'text',
          title: name,
          text: detail.yaml,
          ...(detail.line === undefined ? {} : { marked: detail.line }),
        })
      }
    />
  );
}

/** The rule of this policy that decides on the link, if one does. */
function decidingRule(declared: DeclaredLink | undefined, policy: PolicyReference): RuleReference | undefined {
  const sides = declared?.sides === undefined ? [] : [declared.sides.egress, declared.sides.ingress];
  return sides
    .map(({ decidedBy }) => decidedBy)
    .find((rule) => rule !== undefined && rule.rule > 0 && policyWords(rule.policy) === policyWords(policy));
}

/** Whom a rule opens flows with, or closes them: 'now ingress rule 1 allows 5 pods: shop/cart, shop/frontend'. */
function peerLines(
  { direction, rule, action, pods, workloads, outside }: RulePeers,
  width: number,
): readonly StyledLine[] {
  const names = workloads.length === 0 ? '' : `: ${workloads.join(', ')}${pods > workloads.length ? ', …' : ''}`;
  const beyond = outside ? ', and addresses outside' : '';
  const verb = action === 'pass' ? 'passes' : action === 'log' ? 'logs' : action === 'deny' ? 'denies' : 'allows';
  const text = `now ${direction} rule ${rule} ${verb} ${countWords(pods, 'pod')}${names}${beyond}`;
  const tone = pods === 0 && !outside ? 'warning' : 'quiet';
  return wrap(text, width).map((part) => line(part, tone));
}

function podsHeading(asked: Asked<PolicyDetail>, shown: number): string {
  switch (asked.state) {
    case 'asking':
      return 'reading it…';
    case 'failed':
      return asked.sentence;
    case 'answered':
      return asked.answer.selects === 0
        ? 'selects no pod now'
        : `pods it selects now${asked.answer.selects > shown ? `, ${shown} of ${asked.answer.selects}` : ''}`;
  }
}
