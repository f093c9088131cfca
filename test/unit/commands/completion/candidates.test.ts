import { describe, expect, it } from 'vitest';
import { completionsFor, type KnownValues } from '../../../../src/commands/completion/candidates.ts';
import { commandLine, type Commands } from '../../../../src/commands/program.ts';

const asked: (string | undefined)[] = [];
const known: KnownValues = {
  contexts: (kubeconfig) => {
    asked.push(kubeconfig);
    return Promise.resolve(['prod-eu1', 'prod-us1', 'staging']);
  },
  namespaces: () => Promise.resolve(['default', 'shop']),
  faults: () => Promise.resolve([{ text: 'packet-loss', description: 'worker-2 loses packets' }]),
  topics: () => Promise.resolve([{ text: 'keys', description: '' }]),
};
const program = commandLine({} as Commands, () => {});

async function texts(...words: string[]): Promise<readonly string[]> {
  return (await completionsFor(program, words, known)).candidates.map(({ text }) => text);
}

describe('what may stand at the cursor', () => {
  it('is a command, with what it does in one line', async () => {
    const { candidates } = await completionsFor(program, ['pro'], known);
    expect(candidates).toEqual([{ text: 'probe', description: 'Measure one link without the screen' }]);
  });

  it('is a command below a command, but none behind an argument', async () => {
    expect(await texts('demo', 'fa')).toEqual(['faults', 'fault']);
    expect(await texts('demo', 'fault', 'packet-loss', 'o')).toEqual(['on', 'off']);
    expect(await texts('cni', '')).toEqual(['cilium-test']);
  });

  it('is an option of this command, and not of another', async () => {
    expect(await texts('probe', 'bandwidth', '--bi')).toEqual(['--bidirectional']);
    expect(await texts('probe', 'connect', '--bi')).toEqual([]);
  });

  it.each([
    [
      ['--mode', ''],
      ['observe', 'probe', 'write'],
    ],
    [['--mode=w'], ['--mode=write']],
    [
      ['probe', 'connect', '--context', 'prod'],
      ['prod-eu1', 'prod-us1'],
    ],
    [['probe', 'connect', '-n', 's'], ['shop']],
    [['demo', '--fault', ''], ['packet-loss']],
    [['demo', 'fault', ''], ['packet-loss']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['help', 'k'], ['keys']],
    [
      ['probe', 'connect', '--from', 's'],
      ['sts/', 'svc/'],
    ],
  ])('after %j is one of the values that are meant there', async (words, expected) => {
    expect(await texts(...words)).toEqual(expected);
  });

  it('is not what stands before the cursor already: values are no arguments', async () => {
    expect(await texts('--context', 'probe', 'doc')).toEqual(['doctor']);
  });

  it('looks for contexts in the kubeconfig that was named before', async () => {
    await texts('--kubeconfig', '/one', '--context', '');
    await texts('--kubeconfig=/two', '--context', '');
    expect(asked.slice(-2)).toEqual(['/one', '/two']);
  });

  it('is a file where a file is meant', async () => {
    for (const words of [
      ['--kubeconfig', ''],
      ['--config', 'x'],
      ['demo', '--kubeconfig', ''],
    ]) {
      expect(await completionsFor(program, words, known)).toEqual({ candidates: [], files: true, open: false });
    }
  });

  it('goes on behind what is only a beginning', async () => {
    expect(await completionsFor(program, ['--to', 'sv'], known)).toMatchObject({ open: true });
  });

  it('is no option behind --', async () => {
    expect(await texts('demo', '--', '--fa')).toEqual([]);
  });
});
