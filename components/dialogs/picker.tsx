import { type ReactNode, useState } from 'react';
import type { Endpoint } from '../../src/contracts/endpoint.ts';
import type { Port } from '../../src/contracts/link.ts';
import type { RowTypes } from '../../src/inventory/views.ts';
import { describeEndpoint } from '../../src/link/describe.ts';
import { parseEndpointText } from '../../src/link/parse-endpoint.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useView } from '../hooks/use-view.ts';
import { chooseEnd, chooseEnds } from '../screen/choose.ts';
import type { LinkEnd } from '../screen/dialog.ts';
import { backendsText } from '../panes/cluster-columns.ts';
import { closeDialog } from '../screen/model.ts';
import type { StyledLine } from '../widgets/styled.ts';
import { SelectDialog } from './select-dialog.tsx';

interface Choice {
  readonly endpoint: Endpoint;
  readonly port: Port | undefined;
  readonly remark: string;
}

/** Any end of a link: type to search pods, workloads, services and nodes, or type an address or a host name. */
export function PickerDialog({ end }: { readonly end: LinkEnd }): ReactNode {
  const model = useScreen();
  const [text, setText] = useState('');
  // What is typed may be a full name with a port; rows are searched by its words.
  const snapshot = useView({
    kind: 'endpoints',
    filter: text.replaceAll('/', ' ').replace(/:\S*$/, ''),
    offset: 0,
    limit: 50,
  });
  // Measurements start in a pod: what is one, or has some, comes first.
  const starts = (row: RowTypes['endpoints']) => end === 'destination' || row.kind === 'pod' || row.kind === 'workload';
  const found = snapshot?.rows ?? [];
  const rows = [...found.filter(starts), ...found.filter((row) => !starts(row))];
  const typed = typedChoice(text);
  const choices: readonly Choice[] = [
    ...rows.map((row) => ({ endpoint: row.endpoint, port: undefined, remark: remark(row) })),
    ...(typed === undefined ? [] : [typed]),
  ];
  const nameWidth = Math.max(...choices.map((choice) => choiceName(choice).length), 0);
  return (
    <SelectDialog
      title={`Choose the ${end}`}
      items={typed?.endpoint.kind === 'ip' ? choices.toReversed() : choices}
      typed={{ prompt: '/', text, onChange: setText }}
      empty={text === '' ? 'waiting for the cluster’s rows' : 'nothing of that name; an address or host name works too'}
      line={(choice) => choiceLine(choice, nameWidth)}
      onPick={({ endpoint, port }) => {
        closeDialog(model);
        chooseEnd(model, end, endpoint);
        if (end === 'destination' && port !== undefined) {
          chooseEnds(model, { ...model.state.getSnapshot().ends, port });
        }
      }}
    />
  );
}

function choiceName({ endpoint, port }: Choice): string {
  return describeEndpoint(endpoint) + (port === undefined ? '' : `:${port}`);
}

function choiceLine(choice: Choice, nameWidth: number): StyledLine {
  return [{ text: choiceName(choice).padEnd(nameWidth) }, { text: `  ${choice.remark}`, tone: 'quiet' }];
}

function remark(row: RowTypes['endpoints']): string {
  switch (row.kind) {
    case 'pod':
      return `${row.record.addresses[0] ?? 'no IP'} @${row.record.node || '-'} ${row.record.status}`;
    case 'workload':
      return `${row.workload}, ${row.podsReady}/${row.pods} ready`;
    case 'service':
      return `${row.record.clusterAddresses[0] ?? row.record.type}, ${backendsText(row)} backends`;
    case 'node':
      return `${row.record.internalAddresses[0] ?? ''} ${row.problem ?? 'Ready'}`;
  }
}

/** What was typed taken as it is, when it can be an end by itself: an address, a host name, pod/namespace/name. */
function typedChoice(text: string): Choice | undefined {
  if (text.trim().length < 2) return undefined;
  try {
    const parsed = parseEndpointText(text);
    if (parsed.kind !== 'endpoint') return undefined;
    const remarks = { ip: 'this address', host: 'this host name, resolved in the source pod' };
    const { kind } = parsed.endpoint;
    const remark = kind === 'ip' || kind === 'host' ? remarks[kind] : 'as typed';
    return { endpoint: parsed.endpoint, port: parsed.port, remark };
  } catch {
    // Not an endpoint (yet): it is only a search.
    return undefined;
  }
}
