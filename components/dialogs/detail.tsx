import { type ReactNode, useEffect, useState } from 'react';
import type { ObjectDetail } from '../../src/inventory/detail.ts';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import type { DetailSubject } from '../screen/dialog.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { detailLines } from './detail-lines.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { TextDialog } from './text-dialog.tsx';

type Answer =
  | { readonly state: 'asking' }
  | { readonly state: 'failed'; readonly sentence: string }
  | { readonly state: 'known'; readonly detail: ObjectDetail };

/** One object: its conditions and recent events first, then everything the server has, as YAML. */
export function DetailDialog({ of }: { readonly of: DetailSubject }): ReactNode {
  const { cluster } = useScreen().session;
  const { width } = useDialogSize();
  const now = useNow(10_000);
  const [answer, setAnswer] = useState<Answer>({ state: 'asking' });
  const { kind, namespace, name } = of;
  useEffect(() => {
    let wanted = true;
    cluster.detail(kind, namespace, name).then(
      (detail) => wanted && setAnswer({ state: 'known', detail }),
      (error: unknown) =>
        wanted && setAnswer({ state: 'failed', sentence: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [cluster, kind, namespace, name]);
  const full = namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
  return (
    <TextDialog
      title={full}
      lines={linesOf(answer, now, width)}
      copies={answer.state === 'known' ? answer.detail.yaml : undefined}
    />
  );
}

function linesOf(answer: Answer, now: number, width: number): readonly StyledLine[] {
  switch (answer.state) {
    case 'asking':
      return [line(' asking the server', 'quiet')];
    case 'failed':
      return [line(` ${answer.sentence}`, 'bad')];
    case 'known':
      return detailLines(answer.detail, now, width);
  }
}
