import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runPolicyCommand } from '../../../../src/commands/policy/run-policy-command.ts';
import { describeWithShared } from '../../../support/needs.ts';

interface Probe {
  readonly from: string;
  readonly to: string;
  readonly allowed: boolean;
  readonly egress?: string;
  readonly ingress?: string;
}

/** What `policy verdict -o json` prints for probes, taken as they lie in the corpus. */
async function judged(manifests: readonly string[], probes: readonly Probe[]): Promise<readonly Probe[]> {
  let printed = '';
  const options = { manifests, probes: 'probes.json', output: 'json' };
  await runPolicyCommand('verdict', [], options, {
    openCluster: () => {
      throw new Error('no cluster may be asked');
    },
    standardInput: () => Promise.resolve(''),
    readFile: () => Promise.resolve(JSON.stringify(probes)),
    stdout: (text) => {
      printed += text;
    },
    stderr: () => {},
  });
  return (JSON.parse(printed) as { items: readonly Probe[] }).items;
}

describeWithShared('plumbline policy verdict on the cases of others', 'policy-corpus', (corpus) => {
  const casesOf = (suite: string) =>
    readdirSync(join(corpus, suite), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ name, folder: join(corpus, suite, name) }));

  it('answers each side of Cilium’s connectivity test as Cilium does, without being told of Cilium', async () => {
    for (const { name, folder } of casesOf('cilium-connectivity')) {
      const probes = JSON.parse(readFileSync(join(folder, 'expected', 'probes.json'), 'utf8')) as readonly Probe[];
      const items = await judged([join(folder, 'input')], probes);
      for (const [index, probe] of probes.entries()) {
        const sides = (['egress', 'ingress'] as const).filter((side) => probe[side] !== 'n/a');
        const wanted = sides.map((side) => (probe[side] === 'policy-deny' ? 'deny' : probe[side]));
        expect([name, index, ...sides.map((side) => items[index]?.[side])]).toEqual([name, index, ...wanted]);
      }
    }
  }, 60_000);

  for (const suite of ['network-policy-api-cnp-v1alpha2', 'network-policy-api-anp-v1alpha1']) {
    it(`answers every probe of ${suite}`, async () => {
      for (const { name, folder } of casesOf(suite)) {
        const steps = JSON.parse(readFileSync(join(folder, 'expected', 'steps.json'), 'utf8')) as readonly {
          readonly policies: string;
          readonly namespaceLabels?: object;
          readonly probes: readonly Probe[];
        }[];
        for (const { policies, probes } of steps.filter(({ namespaceLabels }) => namespaceLabels === undefined)) {
          const items = await judged([join(folder, 'input', 'cluster.yaml'), join(folder, policies)], probes);
          expect([name, ...items.map(({ allowed }) => allowed)]).toEqual([
            name,
            ...probes.map(({ allowed }) => allowed),
          ]);
        }
      }
    }, 60_000);
  }
});
