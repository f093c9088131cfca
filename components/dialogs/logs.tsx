import type { ReactNode } from 'react';
import type { ContainerTarget } from '../../src/contracts/cluster.ts';
import { useLog } from '../hooks/use-log.ts';
import { logLine } from '../panes/log-lines.ts';
import { line } from '../widgets/styled.ts';
import { TextDialog } from './text-dialog.tsx';

/** A container's log, following; errors are marked with `!`. */
export function LogsDialog({ target }: { readonly target: ContainerTarget }): ReactNode {
  const tail = useLog(target, 500);
  const trouble = tail.problem === undefined ? [] : [line(`~ ${tail.problem}`, 'warning')];
  const lines = [...tail.lines.map(logLine), ...trouble];
  return (
    <TextDialog
      title={`log of ${target.namespace}/${target.pod}${target.container === undefined ? '' : ` ${target.container}`}`}
      lines={lines.length === 0 ? [line('  no lines yet', 'quiet')] : lines}
      copies={tail.lines.map((one) => one.text).join('\n')}
      tail
    />
  );
}
