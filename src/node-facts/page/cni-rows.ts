import type { CniConfigurationFile, Fact, NodeFacts } from '../../contracts/node-facts.ts';
import { listWords } from '../../text/words.ts';
import { type PageRow, rowsOf } from './row.ts';

/** What the container runtime would call for a new pod, and what flannel told its plugin. */
export function cniRows({ cniConfiguration, cniPlugins, flannelSubnet }: NodeFacts): readonly PageRow[] {
  return [
    ...rowsOf('CNI', cniConfiguration, (files) => configurationRows(files, cniPlugins)),
    ...(cniPlugins.known ? [] : [{ about: 'CNI plugins', health: 'unknown' as const, text: cniPlugins.why }]),
    ...rowsOf('subnet.env', flannelSubnet, (variables) => {
      const words = Object.entries(variables).map(([name, value]) => `${name.replace(/^FLANNEL_/, '')} ${value}`);
      return words.length === 0 ? [] : [{ about: 'subnet.env', health: undefined, text: words.join(', ') }];
    }),
  ];
}

/** libcni takes the first file in the order of names that is one; the others wait for it to go. */
function configurationRows(
  files: readonly CniConfigurationFile[],
  plugins: Fact<readonly string[]>,
): readonly PageRow[] {
  const read = files.filter((file) => file.read).toSorted((one, other) => (one.file < other.file ? -1 : 1));
  const [first, ...others] = read;
  if (first === undefined) {
    return [{ about: 'CNI', health: 'fault', text: 'no configuration: no new pod gets a network here' }];
  }
  const missing = plugins.known ? first.programs.filter((program) => !plugins.value.includes(program)) : [];
  return [
    ...(first.problem === undefined
      ? [
          {
            about: 'CNI',
            health: undefined,
            text: `${first.folder}/${first.file}: ${first.name ?? 'no name'}, ${first.plugins.join(' then ')}`,
          },
        ]
      : [{ about: 'CNI', health: 'fault' as const, text: `${first.file} cannot be used: ${first.problem}` }]),
    ...(missing.length === 0
      ? []
      : [
          {
            about: 'CNI',
            health: 'fault' as const,
            text: `${listWords(missing)} of ${first.file} ${missing.length === 1 ? 'is' : 'are'} not among the plugins`,
          },
        ]),
    ...(others.length === 0
      ? []
      : [
          {
            about: 'CNI',
            health: 'warning' as const,
            text: `${listWords(others.map(({ file }) => file))} ${others.length === 1 ? 'is' : 'are'} there too: only ${first.file}, first by name, is used`,
          },
        ]),
  ];
}
