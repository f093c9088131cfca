import { countWords } from '../../text/words.ts';
import { meaningOfLog } from '../log/reader.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { parseKubeProxy, type ProgrammedService } from './parse.ts';

/** Reads what shows how kube-proxy is. */
export const kubeProxyReader = judgedReader({
  tool: 'kube-proxy',
  about: 'its rules of iptables-save, ipvsadm -ln, its log',
  parse: parseKubeProxy,
  summary: ({ items }) => ({
    services: items.filter(({ kind }) => kind === 'service').length,
    logLines: items.filter(({ kind }) => kind === 'log').length,
  }),
  meaning: ({ items }) => {
    const services = items.flatMap((item) => (item.kind === 'service' ? [item] : []));
    const log = items.flatMap((item) => (item.kind === 'log' ? [item] : []));
    return services.length > 0 ? meaningOfServices(services) : meaningOfLog(log);
  },
});

function meaningOfServices(services: readonly ProgrammedService[]): Meaning {
  const empty = services.filter(({ endpoints, unshown }) => endpoints.length + unshown === 0);
  const words = (one: ProgrammedService) =>
    [one.name?.replace(/:$/, ''), one.address].filter((part) => part !== undefined && part !== '').join(' at ') ||
    'a Service';
  if (empty.length > 0) {
    const shown = empty.slice(0, 4).map(words).join(', ');
    return {
      state: 'fault',
      sentence: `Without endpoints: ${shown}${empty.length > 4 ? ` and ${empty.length - 4} more` : ''}; ${countWords(services.length, 'Service')} in all`,
    };
  }
  const shown = services
    .slice(0, 3)
    .map(
      (one) =>
        `${words(one)} to ${[...one.endpoints, ...(one.unshown > 0 ? [`${one.unshown} not shown`] : [])].slice(0, 6).join(', ')}`,
    );
  const more = services.length > 3 ? `; ${services.length - 3} more` : '';
  return { state: 'unknown', sentence: `Programmed: ${shown.join('; ')}${more}; compare with the EndpointSlices` };
}
