import type { CniFinding } from '../../contracts/cni.ts';
import type { CniConfigurationFile } from '../../contracts/node-facts.ts';
import { listWords } from '../../text/words.ts';
import { finding, type Rule, type RuleInput, unseen } from './rule.ts';

const id = 'common/cni-conf';

/** Plugins that hand every pod on to the CNI proper: that they come first is as it shall be. */
const metaPlugins: ReadonlySet<string> = new Set(['multus', 'multus-shim', 'genie', 'danm']);

/** Whether the runtime's first configuration in /etc/cni/net.d is this CNI's, a good one, and the programs it takes are there. */
export const configurationRule: Rule = (input) => {
  const { record, facts } = input;
  const { cniConfiguration } = facts;
  if (!cniConfiguration.known) return unseen(id, 'Which CNI configuration the runtime takes', cniConfiguration);
  const from = [cniConfiguration];
  const read = cniConfiguration.value.filter((file) => file.read);
  const [first, ...others] = read;
  if (first === undefined) {
    return [
      finding(id, 'fault', `There is no CNI configuration on ${record.name}: new pods there get no network.`, {
        nextStep: `The CNI's pod writes it when it starts: see the log of its init container on ${record.name}.`,
        from,
      }),
    ];
  }
  const path = `${first.folder}/${first.file}`;
  if (first.problem !== undefined) {
    return [
      finding(
        id,
        'fault',
        `${path} on ${record.name} cannot be used: ${first.problem}. New pods there get no network.`,
        {
          nextStep: `Correct ${path}, or remove it where it is left over.`,
          from,
        },
      ),
    ];
  }
  const choice = choiceFindings(input, first, others);
  // What a stranger lacks is no matter.
  const found = choice.some(({ health }) => health === 'fault')
    ? choice
    : [...choice, ...programFindings(input, first)];
  return found.length > 0
    ? found
    : [finding(id, 'ok', `The runtime takes ${first.file} (${listWords(first.plugins)}).`, { from })];
};

/** What the runtime takes when there are several: the first by name, silently. */
function choiceFindings(
  { record, facts, cluster: { expects, objects } }: RuleInput,
  first: CniConfigurationFile,
  others: readonly CniConfigurationFile[],
): readonly CniFinding[] {
  const from = [facts.cniConfiguration];
  const isOwn = ({ plugins }: CniConfigurationFile) => plugins.some((plugin) => expects.pluginTypes.includes(plugin));
  const path = `${first.folder}/${first.file}`;
  if (first.plugins.some((plugin) => metaPlugins.has(plugin))) return [];
  if (expects.pluginTypes.length > 0 && !isOwn(first)) {
    const own = others.find(isOwn);
    return [
      finding(
        id,
        'fault',
        `On ${record.name} the runtime takes ${path} (${listWords(first.plugins)}), the first by name, ${own === undefined ? `and there is none of ${objects.summary.name}` : `instead of ${own.file}`}: new pods there are not on the cluster's network.`,
        { nextStep: `Remove ${path} on ${record.name} where it is left over.`, from },
      ),
    ];
  }
  if (others.length === 0) return [];
  return [
    finding(
      id,
      'warning',
      `${first.folder} on ${record.name} holds ${listWords([first, ...others].map(({ file }) => file))}: the runtime takes the first by name, and would take another one were it gone.`,
      { nextStep: `Remove what is left over on ${record.name}.`, from },
    ),
  ];
}

/** Programs that the configuration takes and that are not there. */
function programFindings({ record, facts }: RuleInput, first: CniConfigurationFile): readonly CniFinding[] {
  const { cniPlugins, cniConfiguration } = facts;
  if (!cniPlugins.known) return [];
  const missing = first.programs.filter((program) => !cniPlugins.value.includes(program));
  if (missing.length === 0) return [];
  return [
    finding(
      'common/cni-plugins',
      'fault',
      `${first.file} on ${record.name} takes ${listWords(missing)}, which ${missing.length === 1 ? 'is' : 'are'} not among the plugins there: new pods get no network.`,
      {
        nextStep: `Restart the CNI's pod on ${record.name}, which installs its own plugin; the others come with the package kubernetes-cni or containernetworking-plugins.`,
        from: [cniConfiguration, cniPlugins],
      },
    ),
  ];
}
