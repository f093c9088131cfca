import { type ReactNode, useEffect, useState } from 'react';
import type { PolicyRow } from '../../src/inventory/views.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { policyLines } from '../panes/policy-lines.ts';
import { chooseEnd } from '../screen/choose.ts';
import { keyOf } from '../screen/keys.ts';
import { openDialog } from '../screen/model.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { SelectDialog } from './select-dialog.tsx';

interface Item {
  readonly spans: StyledLine;
  /** Set for the pods at the end, which can be marked. */
  readonly pod?: string;
}

/** A policy in words, and the pods it selects; the pods can be marked as ends of the link. */
export function PolicyDialog({ row }: { readonly row: PolicyRow }): ReactNode {
  const model = useScreen();
  const { cluster } = model.session;
  const { width } = useDialogSize(100, 40);
  const { cni } = useStore(cluster.status);
  const [pods, setPods] = useState<readonly string[]>([]);
  const [yaml, setYaml] = useState('');
  const { namespace, name } = row.record;
  useEffect(() => {
    let wanted = true;
    cluster.detail('policy', namespace, name).then(
      (detail) => {
        if (!wanted) return;
        setPods(detail.related);
        setYaml(detail.yaml);
      },
      (error: unknown) => wanted && setYaml(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      wanted = false;
    };
  }, [cluster, namespace, name]);

  const items: readonly Item[] = [
    ...policyLines(row, cni?.enforcesPolicies ?? 'unknown', width - 4).map((spans) => ({ spans })),
    { spans: [] },
    { spans: line('pods it selects now', 'title') },
    ...pods.map((pod) => ({ spans: line(`  ${pod}`), pod })),
    ...(pods.length === 0 ? [{ spans: line('  none', 'quiet') }] : []),
  ];
  const marks = { [keyOf(model, 'mark-source')]: 'source', [keyOf(model, 'mark-destination')]: 'destination' } as const;
  return (
    <SelectDialog
      title={`policy ${namespace}/${name}`}
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
      onPick={() => openDialog(model, { kind: 'text', title: `policy ${namespace}/${name}`, text: yaml })}
    />
  );
}
