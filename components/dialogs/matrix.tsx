import { type ReactNode, useState } from 'react';
import type { Endpoint, WorkloadKind } from '../../src/contracts/endpoint.ts';
import type { MatrixQuery } from '../../src/contracts/policy.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { useAsked } from '../hooks/use-asked.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { closeDialog, notify, openDialog } from '../screen/model.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { DialogFrame, useDialogSize } from './dialog-frame.tsx';
import { cellWidth, matrixLines, nameWidth } from './matrix-lines.ts';
import { type MatrixPlace, moveInMatrix } from './matrix-place.ts';

/** Between which namespaces, or undefined for all of them. */
interface Zoom {
  readonly source: string;
  readonly destination: string;
}

/** Policies and labels are edited while it is open: what it says is no older than this, milliseconds. */
const askEvery = 3000;

const start: MatrixPlace = { row: 0, column: 0, rowOffset: 0, columnOffset: 0 };

/** Who may reach whom by the policies: namespaces, then the workloads of two of them, then the verdict of a pair. */
export function MatrixDialog(): ReactNode {
  const model = useScreen();
  const { session, terminal } = model;
  const { link } = useStore(session.bench);
  const { width, height } = useDialogSize(140, 60);
  const [zoom, setZoom] = useState<Zoom>();
  const [places, setPlaces] = useState<readonly MatrixPlace[]>([start]);
  const [protocol, setProtocol] = useState<MatrixQuery['protocol']>(link?.protocol ?? 'TCP');
  const [port, setPort] = useState(typeof link?.port === 'number' ? link.port : 80);
  const [typed, setTyped] = useState<string>();
  const place = places.at(-1) ?? start;
  const rows = Math.max(1, height - 6);
  const columns = Math.max(1, Math.floor((width - nameWidth - 3) / cellWidth));
  const query: MatrixQuery = {
    by: zoom === undefined ? 'namespace' : 'workload',
    protocol,
    port,
    ...(zoom === undefined ? {} : { sourceNamespace: zoom.source, destinationNamespace: zoom.destination }),
    rows: { offset: place.rowOffset, limit: rows },
    columns: { offset: place.columnOffset, limit: columns },
  };
  const asked = useAsked(JSON.stringify(query), () => session.cluster.policies.matrix(query), useNow(askEvery));
  const matrix = asked.state === 'answered' ? asked.answer : undefined;
  const source = matrix?.sources[place.row - place.rowOffset];
  const destination = matrix?.destinations[place.column - place.columnOffset];

  const open = (): void => {
    if (source === undefined || destination === undefined) return;
    if (zoom === undefined) {
      setZoom({ source, destination });
      setPlaces([...places, start]);
      return;
    }
    const ends = { source: endpointOf(source), destination: endpointOf(destination) };
    if (ends.source === undefined || ends.destination === undefined)
      return notify(model, 'workloads of this kind are no ends of a link', 'warning');
    openDialog(model, {
      kind: 'verdict',
      question: { source: ends.source, destination: ends.destination, protocol, port },
    });
  };
  const back = (): void => {
    if (zoom === undefined) return closeDialog(model);
    setZoom(undefined);
    setPlaces(places.slice(0, -1));
  };

  useKeys((press) => {
    const { name } = press;
    if (name === 'ctrl+c' || name === 'ctrl+z' || name === 'ctrl+l') return false;
    if (typed !== undefined) {
      if (/^\d$/.test(name) && typed.length < 5) setTyped(typed + name);
      else if (name === 'backspace') setTyped(typed.slice(0, -1));
      else if (name === 'escape') setTyped(undefined);
      else if (name === 'enter') {
        const next = Number(typed);
        if (next >= 1 && next <= 65_535) setPort(next);
        setTyped(undefined);
      }
      return true;
    }
    if (name === 'escape' || name === 'q') back();
    else if (name === 'enter') open();
    else if (name === 'p') setTyped('');
    else if (name === 'u') setProtocol(protocol === 'TCP' ? 'UDP' : 'TCP');
    else if (matrix !== undefined) {
      const size = { rows: matrix.totalSources, columns: matrix.totalDestinations };
      const moved = moveInMatrix(place, name, size, { rows, columns });
      setPlaces([...places.slice(0, -1), moved]);
    }
    return true;
  });

  const within = zoom === undefined ? 'namespaces' : `${zoom.source} → ${zoom.destination}`;
  // Policies may name addresses: what holds for one family is no answer about the other.
  const over = matrix?.family === undefined ? '' : ` over IPv${matrix.family} only`;
  const asking = typed === undefined ? `${protocol} ${port}${over}` : `${protocol} port ${typed}_`;
  const names: readonly StyledLine[] = [
    line(` from ${source ?? '-'}`, 'strong'),
    line(`   to ${place.column + 1} ${destination ?? '-'}`, 'strong'),
  ];
  const body: readonly StyledLine[] =
    asked.state === 'failed'
      ? wrap(asked.sentence, width - 3).map((part) => line(` ${part}`, 'bad'))
      : matrix === undefined
        ? [line(' reckoning every flow…', 'quiet')]
        : matrixLines(
            matrix,
            { row: place.row - place.rowOffset, column: place.column - place.columnOffset },
            place.columnOffset,
            terminal.capabilities.glyphs.ellipsis,
          );
  const shown = matrix === undefined ? '' : `  ${matrix.totalSources} × ${matrix.totalDestinations}`;
  return (
    <DialogFrame
      title={`Who may reach whom: ${within}, ${asking}`}
      hints={`Enter ${zoom === undefined ? 'workloads' : 'verdict'}  p port  u TCP/UDP  Esc back${shown}`}
      lines={[...names, ...body, line(legend(matrix?.family), 'quiet')]}
      width={width}
      height={height}
    />
  );
}

function legend(family: 4 | 6 | undefined): string {
  const other = family === undefined ? '' : `  IPv${family === 4 ? 6 : 4} not judged`;
  return ` all: every flow  some: not all  - none  ? undecidable${other}`;
}

const kinds: ReadonlySet<string> = new Set<WorkloadKind>([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
]);

/** 'shop/backend (Deployment)' as an end of a link; undefined for kinds that are none. */
function endpointOf(name: string): Endpoint | undefined {
  const [, namespace = '', workload = '', kind = ''] = /^([^/]+)\/(.+) \((.+)\)$/.exec(name) ?? [];
  if (kind === 'Pod') return { kind: 'pod', namespace, name: workload };
  return kinds.has(kind) ? { kind: 'workload', workload: kind as WorkloadKind, namespace, name: workload } : undefined;
}
