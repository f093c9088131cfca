import type { ReactNode } from 'react';
import type { CaptureRequest } from '../../src/contracts/capture.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { useAsked } from '../hooks/use-asked.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { closeDialog, notify, openDialog } from '../screen/model.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { parseCaptureForm, pointWords } from './capture-values.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { FormDialog } from './form.tsx';
import { TextDialog } from './text-dialog.tsx';

/** What to capture: proposed for the link, or given; nothing is captured before Enter. */
export function CaptureForm({ given }: { readonly given: CaptureRequest | undefined }): ReactNode {
  const model = useScreen();
  const { cluster, bench } = model.session;
  const { width } = useDialogSize();
  const { link } = bench.getSnapshot();
  const asked = useAsked(link?.id ?? '', () => {
    if (given !== undefined) return Promise.resolve(given);
    if (link === undefined) return Promise.reject(new Error('Choose a source and a destination first.'));
    return cluster.captures.propose(link);
  });
  if (asked.state !== 'answered') {
    const text = asked.state === 'asking' ? 'finding out where the packets of this link pass…' : asked.sentence;
    const tone = asked.state === 'asking' ? 'quiet' : 'bad';
    return <TextDialog title="Capture" lines={wrap(text, width - 2).map((part) => line(` ${part}`, tone))} />;
  }
  const proposed = asked.answer;
  return (
    <FormDialog
      title="Capture packets"
      hints="Enter start  Tab next field  Esc back"
      fields={[
        ...proposed.points.map((point, index) => ({
          id: `point${index}`,
          label: index === 0 ? 'where' : '',
          value: 'yes',
          choices: ['yes', 'no'],
          remark: pointWords(point),
        })),
        { id: 'filter', label: 'filter', value: proposed.filter },
        { id: 'depth', label: 'of each', value: proposed.depth, choices: ['headers', 'whole'] },
        {
          id: 'seconds',
          label: 'seconds',
          value: String(Math.round(proposed.bounds.duration / 1000)),
          remark: 'at most',
        },
        { id: 'packets', label: 'packets', value: String(proposed.bounds.packets), remark: 'at most, at each place' },
      ]}
      below={(values, room) => {
        const request = parseCaptureForm(proposed, values);
        if (typeof request === 'string') return [line(` ${request}`, 'warning')];
        return sentences(request).flatMap((text): readonly StyledLine[] =>
          wrap(text, room - 2).map((part) => line(` ${part}`, 'quiet')),
        );
      }}
      onSubmit={(values) => {
        const request = parseCaptureForm(proposed, values);
        if (typeof request === 'string') return request;
        closeDialog(model);
        openDialog(model, { kind: 'capture' });
        model.captures.start(request).catch((error: unknown) => {
          closeDialog(model);
          notify(model, error instanceof Error ? error.message : String(error), 'bad');
        });
        return undefined;
      }}
    />
  );
}

/** What a capture does, before it does it. */
function sentences({ depth, bounds, filter }: CaptureRequest): readonly string[] {
  return [
    depth === 'whole'
      ? 'WHOLE packets are taken: whatever is said in them, passwords too, is kept here until you leave.'
      : 'Only as much of each packet is taken as its headers need.',
    `It ends by itself: after ${bounds.duration / 1000} s, ${bounds.packets} packets or ${Math.round(bounds.bytes / 1e6)} MB at each place. Nothing is left on a node.`,
    ...(filter === '' ? ['Without a filter everything that passes there is taken.'] : []),
  ];
}
