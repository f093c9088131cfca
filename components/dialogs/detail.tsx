import type { ReactNode } from 'react';
import type { ActionNeed } from '../../src/access/action-needs.ts';
import type { Denial } from '../../src/access/denial.ts';
import { askDenial } from '../../src/access/ask-denial.ts';
import type { Freshness } from '../../src/contracts/cluster.ts';
import type { PolicyOnPod } from '../../src/contracts/policy.ts';
import type { ObjectDetail } from '../../src/inventory/detail.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { type Asked, useAsked } from '../hooks/use-asked.ts';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import type { DetailSubject } from '../screen/dialog.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { detailLines } from './detail-lines.ts';
import { deniedLines } from './denied.tsx';
import { useDialogSize } from './dialog-frame.tsx';
import { TextDialog } from './text-dialog.tsx';

/** What opening an object asks of the API server. */
function needsOf({ kind, namespace }: DetailSubject): readonly ActionNeed[] {
  const resource = `${kind}s`;
  const where = namespace === '' ? '' : ` in namespace ${namespace}`;
  const question = { verb: 'get', resource, ...(namespace === '' ? {} : { namespace }) };
  return [{ what: `open ${resource}${where}`, alternatives: [[question]] }];
}

/** One object: its conditions and recent events first, then everything the server has, as YAML. */
export function DetailDialog({ of }: { readonly of: DetailSubject }): ReactNode {
  const { cluster } = useScreen().session;
  const { width } = useDialogSize();
  const now = useNow(10_000);
  const { kind, namespace, name } = of;
  const about = JSON.stringify(of);
  const asked = useAsked(about, () => cluster.detail(kind, namespace, name));
  const policies = useAsked(about, () =>
    kind === 'pod' ? cluster.policies.onPod(namespace, name) : Promise.resolve([]),
  );
  const failed = asked.state === 'failed';
  const denial = useAsked(`${about} ${failed}`, async () => (failed ? askDenial(cluster, needsOf(of)) : undefined));
  const missing = denial.state === 'answered' ? denial.answer : undefined;
  const { events } = useStore(cluster.status).resources;
  const full = namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
  return (
    <TextDialog
      title={full}
      lines={linesOf({ asked, policies, events, missing, now, width })}
      copies={asked.state === 'answered' ? asked.answer.yaml : missing?.yaml}
    />
  );
}

interface DetailPicture {
  readonly asked: Asked<ObjectDetail>;
  readonly policies: Asked<readonly PolicyOnPod[]>;
  readonly events: Freshness;
  /** The rule that is missing, where that is why nothing was answered. */
  readonly missing: Denial | undefined;
  readonly now: number;
  readonly width: number;
}

function linesOf({ asked, policies, events, missing, now, width }: DetailPicture): readonly StyledLine[] {
  switch (asked.state) {
    case 'asking':
      return [line(' asking the server', 'quiet')];
    case 'failed':
      return [
        ...wrap(safeLine(asked.sentence), width - 4).map((text) => line(` ${text}`, 'bad')),
        ...(missing === undefined ? [] : [[], ...deniedLines(missing, width)]),
      ];
    case 'answered':
      return detailLines(asked.answer, { policies, events }, now, width);
  }
}
