import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readers } from '../../../../src/tools/readers.ts';
import { describeWithShared } from '../../../support/needs.ts';
import { readText, stateOf } from './read-text.ts';

/** ssh and kubectl exec run anything: any text may be what it printed, and their exit code alone says that it ran. */
const runners: ReadonlySet<string> = new Set(['ssh', 'kubectl-exec']);

describe.each(readers.map(({ tool }) => tool))('%s, whatever it is given', (tool) => {
  it('an empty output is no health', async () => {
    for (const exitCode of [undefined, 1, 124, 137, 255]) {
      expect(stateOf(await readText(tool, '', exitCode))).not.toBe('ok');
      expect(stateOf(await readText(tool, '\n\n  \n', exitCode))).not.toBe('ok');
    }
  });

  it('a program that is not there, or was not let, is no health', async () => {
    for (const line of [
      `bash: line 1: ${tool}: command not found`,
      `sh: ${tool}: not found`,
      `OCI runtime exec failed: exec failed: unable to start container process: exec: "${tool}": executable file not found in $PATH: unknown`,
      'Error from server (Forbidden): pods "x" is forbidden: User "y" cannot create resource "pods/exec"',
      'Unable to connect to the server: dial tcp 192.0.2.1:6443: i/o timeout',
      'sudo: a password is required',
      'Killed',
    ]) {
      const { sentence, ...reading } = await readText(tool, `${line}\n`, 127);
      expect({ line, state: stateOf({ sentence, ...reading }) }).not.toEqual({ line, state: 'ok' });
      expect(sentence).not.toBe('');
    }
  });

  it('text of something else is not taken for an answer', async () => {
    const { sentence } = await readText(tool, 'Lorem ipsum dolor sit amet\nconsectetur adipiscing elit\n');
    expect(sentence).toMatch(
      /^(?:Nothing of this was understood\.|The output |Nothing was asked, or |2 lines of output|Not? .* told)/,
    );
  });

  it('garbage is no health, and nothing of it is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ maxLength: 60, unit: 'binary' }), { maxLength: 12 }), async (lines) => {
        const reading = await readText(tool, lines.join('\n'));
        if (!runners.has(tool)) expect(stateOf(reading)).not.toBe('ok');
        expect(reading.sentence.length).toBeGreaterThan(0);
        JSON.stringify(reading);
      }),
      { numRuns: 30, seed: 20_261_123 },
    );
  });
});

describeWithShared('saved outputs, damaged', 'samples', (folder) => {
  for (const { tool } of readers.filter((reader) => existsSync(join(folder, reader.tool)))) {
    const texts = readdirSync(join(folder, tool)).map((file) => readFileSync(join(folder, tool, file), 'utf8'));

    it(`${tool}: cuts, lost, doubled and mangled lines never throw, and never make health of nothing`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...texts),
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.array(fc.tuple(fc.nat(400), fc.constantFrom('drop', 'double', 'cut', 'mangle', 'indent')), {
            maxLength: 6,
          }),
          async (text, share, harms) => {
            const lines = text.slice(0, Math.ceil(text.length * share)).split('\n');
            for (const [at, harm] of harms) {
              const index = at % lines.length;
              const line = lines[index] ?? '';
              if (harm === 'drop') lines.splice(index, 1);
              else if (harm === 'double') lines.splice(index, 0, line);
              else if (harm === 'cut') lines[index] = line.slice(0, line.length / 2);
              else if (harm === 'mangle') lines[index] = line.replace(/[\d:|]/g, '?');
              else lines[index] = `   ${line}`;
              if (lines.length === 0) lines.push('');
            }
            const reading = await readText(tool, lines.join('\n'));
            if (stateOf(reading) === 'ok' && !runners.has(tool)) expect(reading.samples.length).toBeGreaterThan(0);
            JSON.stringify(reading);
          },
        ),
        { numRuns: 60, seed: 20_261_123 },
      );
    });

    it(`${tool}: the ends of lines of Windows and kubectl’s first line change nothing`, async () => {
      for (const text of texts) {
        const [note = '', ...lines] = text.split('\n');
        const plain = await readText(tool, text);
        const through = ['Defaulted container "a" out of: a, b (init)', ...lines];
        expect(await readText(tool, [note, ...lines].join('\r\n'))).toEqual(plain);
        if (tool !== 'kubectl-exec')
          expect((await readText(tool, [note, ...through].join('\n'))).sentence).toBe(plain.sentence);
      }
    });
  }

  it('what one tool printed is no health for another', async () => {
    for (const { tool } of readers) {
      if (runners.has(tool)) continue;
      for (const other of readdirSync(folder)) {
        if (other === tool || other.endsWith('.tsv')) continue;
        for (const file of readdirSync(join(folder, other))) {
          const reading = await readText(tool, readFileSync(join(folder, other, file), 'utf8'));
          expect([tool, `${other}/${file}`, stateOf(reading)]).not.toEqual([tool, `${other}/${file}`, 'ok']);
        }
      }
    }
  }, 60_000);
});
