import type { ReactNode } from 'react';
import type { PolicyOnPod } from '../../src/contracts/policy.ts';
import type { ObjectDetail } from '../../src/inventory/detail.ts';
import { type Asked, useAsked } from '../hooks/use-asked.ts';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import type { DetailSubject } from '../screen/dialog.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { detailLines } from './detail-lines.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { TextDialog } from './text-dialog.tsx';

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
  const full = namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
  return (
    <TextDialog
      title={full}
      lines={linesOf(asked, policies, now, width)}
      copies={asked.state === 'answered' ? asked.answer.yaml : undefined}
    />
  );
}

function linesOf(
  asked: Asked<ObjectDetail>,
  policies: Asked<readonly PolicyOnPod[]>,
  now: number,
  width: number,
): readonly StyledLine[] {
  switch (asked.state) {
    case 'asking':
      return [line(' asking the server', 'quiet')];
    case 'failed':
      return [line(` ${asked.sentence}`, 'bad')];
    case 'answered':
      return detailLines(asked.answer, policies, now, width);
  }
}
