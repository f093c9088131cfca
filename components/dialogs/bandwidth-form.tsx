import type { ReactNode } from 'react';
import type { BandwidthOptions } from '../../src/contracts/probe.ts';
import { isProductionContext } from '../../src/config/production.ts';
import { describeEndpoint } from '../../src/link/describe.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { optionsText } from '../panes/bandwidth-options.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { change, closeDialog, openDialog } from '../screen/model.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { directions, parseBandwidthForm, rateText } from './bandwidth-values.ts';
import { FormDialog } from './form.tsx';
import { loadSentences } from './load-words.ts';

/** How to measure bandwidth, and what that does to whom, before anything is sent. */
export function BandwidthForm(): ReactNode {
  const model = useScreen();
  const { config, bench, cluster, links } = model.session;
  const { context } = useStore(cluster.status);
  const { link, source, destination } = useStore(bench);
  const second = useStore(links.second).link;
  const production = isProductionContext(config, context);
  const cap = production ? config.bandwidth.productionRateCap : undefined;
  return (
    <FormDialog
      title="Measure bandwidth"
      hints="Enter start  Tab next field  3 = 30 s, the guide’s  Esc back"
      shortcuts={{ '3': { seconds: '30' } }}
      fields={[
        { id: 'protocol', label: 'protocol', value: 'TCP', choices: ['TCP', 'UDP'] },
        { id: 'direction', label: 'direction', value: 'forward', choices: Object.keys(directions) },
        { id: 'streams', label: 'streams', value: '1', choices: ['1', '2', '4', '8', '16', '32'] },
        { id: 'seconds', label: 'seconds', value: String(config.bandwidth.seconds), remark: '1 to 60' },
        { id: 'cap', label: 'rate cap', value: rateText(cap), remark: 'like 100M or 2G; empty is uncapped' },
        ...(second === undefined ? [] : [{ id: 'over', label: 'over', value: overOne, choices: [overOne, overBoth] }]),
        { id: 'port', label: 'port', value: String(config.bandwidth.port), remark: 'iperf3’s, in the destination' },
      ]}
      below={(values, width) => {
        const options = parseBandwidthForm(values);
        if (typeof options === 'string') return [line(` ${options}`, 'warning')];
        const afterwards = second !== undefined && values['over'] === overBoth ? second : undefined;
        const facts = { options, source, destination, link, production, context, afterwards };
        return loadSentences(facts).flatMap((sentence): readonly StyledLine[] =>
          wrap(sentence.text, width - 2).map((text) => line(` ${text}`, sentence.tone)),
        );
      }}
      onSubmit={(values) => {
        const options = parseBandwidthForm(values);
        if (typeof options === 'string') return options;
        closeDialog(model);
        const both = second !== undefined && values['over'] === overBoth;
        if (production && options.rateCap === undefined) openDialog(model, { kind: 'confirm-uncapped', options, both });
        else startBandwidth(model, options, both);
        return undefined;
      }}
    />
  );
}

const overOne = 'this link';
const overBoth = 'both links, one after the other';

/** Starts the test and shows its pane; `both`: the same over the pinned link afterwards. */
export function startBandwidth(model: ReturnType<typeof useScreen>, options: BandwidthOptions, both: boolean): void {
  const { bench, links } = model.session;
  if (both) links.startBandwidth(options);
  else bench.startBandwidth(options);
  change(model, { focus: 'bandwidth' });
}

/** The question asked before an uncapped test in production. */
export function uncappedQuestion(model: ReturnType<typeof useScreen>, options: BandwidthOptions): string {
  const { source, destination } = model.state.getSnapshot().ends;
  const names = [source, destination].map((end) => (end === undefined ? '-' : describeEndpoint(end)));
  const { context } = model.session.cluster.status.getSnapshot();
  return `${context} is marked production. This test (${optionsText(options)}) takes all the bandwidth it can get from ${names[0]} to ${names[1]}, and the pods and nodes on its way feel it. Run it uncapped?`;
}
