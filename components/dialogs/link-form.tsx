import type { ReactNode } from 'react';
import type { Endpoint } from '../../src/contracts/endpoint.ts';
import type { Port } from '../../src/contracts/link.ts';
import { endpointText } from '../../src/link/describe.ts';
import { parseEndpointText } from '../../src/link/parse-endpoint.ts';
import { portOf } from '../../src/link/split-port.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { chooseEnds } from '../screen/choose.ts';
import { closeDialog, notify, type ScreenModel } from '../screen/model.ts';
import { line } from '../widgets/styled.ts';
import { FormDialog } from './form.tsx';

/** The whole link as text: ends, protocol, port. */
export function LinkForm(): ReactNode {
  const model = useScreen();
  const { ends } = useScreenState();
  const { destination } = useStore(model.session.bench);
  const offered = (destination?.ports ?? []).map(
    (port) => `${port.port}/${port.protocol}${port.name ? ` ${port.name}` : ''}`,
  );
  const text = (endpoint: Endpoint | undefined): string => (endpoint === undefined ? '' : endpointText(endpoint));
  return (
    <FormDialog
      title="Link"
      hints="Enter take it  Tab next field  space changes the protocol  Esc back"
      fields={[
        { id: 'source', label: 'from', value: text(ends.source) },
        { id: 'destination', label: 'to', value: text(ends.destination) },
        { id: 'protocol', label: 'protocol', value: ends.protocol, choices: ['TCP', 'UDP'] },
        { id: 'port', label: 'port', value: ends.port === undefined ? '' : String(ends.port) },
      ]}
      below={() => [
        line(' namespace/name, svc/namespace/name, node/name, an address or a host name', 'quiet'),
        line(offered.length === 0 ? '' : ` the destination declares ${offered.join(', ')}`, 'quiet'),
      ]}
      onSubmit={(values) => {
        let port: Port | undefined;
        try {
          const wanted = (values['port'] ?? '').trim();
          if (wanted !== '')
            port = portOf(wanted, () => new Error('the port is neither a number from 1 to 65535 nor a name'));
          for (const end of ['source', 'destination'])
            if ((values[end] ?? '') !== '') parseEndpointText(values[end] ?? '');
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
        closeDialog(model);
        take(model, values, port).catch((error: unknown) => {
          notify(model, error instanceof Error ? error.message : String(error), 'bad');
        });
        return undefined;
      }}
    />
  );
}

/** Asks the cluster what a name without kind means, then sets the link. An end that did not change keeps its identity. */
async function take(
  model: ScreenModel,
  values: Readonly<Record<string, string>>,
  port: Port | undefined,
): Promise<void> {
  const { ends } = model.state.getSnapshot();
  let typedPort: Port | undefined;
  const meant = async (text: string, before: Endpoint | undefined): Promise<Endpoint | undefined> => {
    if (text.trim() === '') return undefined;
    if (before !== undefined && endpointText(before) === text) return before;
    const parsed = parseEndpointText(text);
    typedPort = parsed.port;
    return parsed.kind === 'endpoint' ? parsed.endpoint : model.session.cluster.find(parsed.search);
  };
  const source = await meant(values['source'] ?? '', ends.source);
  typedPort = undefined;
  const destination = await meant(values['destination'] ?? '', ends.destination);
  const protocol = values['protocol'] === 'UDP' ? 'UDP' : 'TCP';
  chooseEnds(model, { source, destination, protocol, port: typedPort ?? port });
}
