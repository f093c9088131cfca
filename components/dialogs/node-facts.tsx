import { type ReactNode, useRef, useState } from 'react';
import type { CniHealth } from '../../src/contracts/cni.ts';
import type { NodeFacts } from '../../src/contracts/node-facts.ts';
import type { PageRow } from '../../src/node-facts/page/row.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import { clockTime } from '../charts/chart-lines.ts';
import { useAsked } from '../hooks/use-asked.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { line, lineText, type StyledLine } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { RawOutputsDialog } from './raw-outputs.tsx';
import { TextDialog } from './text-dialog.tsx';

/** What was read on the node, with what it means. */
interface Looked {
  readonly facts: NodeFacts;
  readonly rows: readonly PageRow[];
  readonly sentence: string;
}

/** What is known of a node's network: what is amiss first. `u` looks again, `o` goes down to what was printed there. */
export function NodeFactsDialog({ node }: { readonly node: string }): ReactNode {
  const { cluster } = useScreen().session;
  const { width } = useDialogSize();
  const [round, setRound] = useState(0);
  const [outputs, setOutputs] = useState(false);
  const before = useRef<NodeFacts>(undefined);
  const asked = useAsked(
    node,
    async (): Promise<Looked> => {
      const { nodes } = cluster;
      const way = await nodes.way(node);
      // Loaded when it is first asked for: it is nothing that the first frame needs.
      const [{ gatherNodeFacts }, { nodePage, nodeSentence }] = await Promise.all([
        import('../../src/node-facts/gather.ts'),
        import('../../src/node-facts/page/page.ts'),
      ]);
      const facts = await gatherNodeFacts(nodes.runner(node), {
        node,
        way,
        signal: AbortSignal.timeout(longestLook),
        ...(before.current === undefined ? {} : { before: before.current }),
      });
      before.current = facts;
      const rows = nodePage(facts);
      return { facts, rows, sentence: nodeSentence(rows) };
    },
    round,
  );
  if (outputs && asked.state === 'answered') {
    return (
      <RawOutputsDialog
        title={`Outputs of ${node}`}
        outputs={asked.answer.facts.raw}
        onBack={() => setOutputs(false)}
      />
    );
  }
  const lines =
    asked.state === 'answered'
      ? lookedLines(asked.answer, width)
      : asked.state === 'asking'
        ? [line(' looking…', 'quiet')]
        : wrap(safeLine(asked.sentence), width - 2).map((part) => line(` ${part}`, 'bad'));
  return (
    <TextDialog
      title={`node ${node}`}
      lines={lines}
      copies={lines.map(lineText).join('\n')}
      hints={asked.state === 'answered' ? 'o outputs  u look again' : 'u look again'}
      onKey={({ name }) => {
        if (name === 'o' && asked.state === 'answered') setOutputs(true);
        else if (name === 'u') setRound(round + 1);
        else return false;
        return true;
      }}
    />
  );
}

/** Milliseconds. */
const longestLook = 60_000;

const aboutWidth = 17;
const words: Readonly<Record<CniHealth, string>> = {
  fault: 'FAULT ',
  warning: 'WARNING ',
  unknown: 'NOT SEEN ',
  ok: '',
};
const tones: Readonly<Record<CniHealth, Tone>> = { fault: 'bad', warning: 'warning', unknown: 'quiet', ok: 'good' };

function lookedLines({ facts, rows, sentence }: Looked, width: number): readonly StyledLine[] {
  const { way, at } = facts;
  const seen = `Seen at ${clockTime(at)} as ${way.place.text}.${way.sees === 'network' ? ` ${way.reason}` : ''}`;
  return [
    ...wrap(safeLine(sentence), width - 2).map((part) => line(` ${part}`, 'strong')),
    ...wrap(safeLine(seen), width - 2).map((part) => line(` ${part}`, 'quiet')),
    [],
    ...rows.flatMap((row) => rowLines(row, width)),
  ];
}

function rowLines({ about, health, text }: PageRow, width: number): readonly StyledLine[] {
  const mark = health === undefined ? '' : words[health];
  const tone = health === undefined ? 'normal' : tones[health];
  return wrap(safeLine(`${mark}${text}`), Math.max(20, width - aboutWidth - 3)).map((part, index) => [
    { text: ` ${(index === 0 ? safeLine(about) : '').padEnd(aboutWidth)} `, tone: 'quiet' },
    { text: part, tone },
  ]);
}
