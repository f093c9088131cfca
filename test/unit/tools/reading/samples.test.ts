import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readers } from '../../../../src/tools/readers.ts';
import { savedOutput } from '../../../../src/tools/reading/saved-output.ts';
import { describeWithShared } from '../../../support/needs.ts';
import { stateOf } from './read-text.ts';

/** What each sample means, checked by hand: sentences by 'tool/file', after the state where the reader judges one. */
const meanings: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('meanings.json', import.meta.url), 'utf8'),
);

describeWithShared('saved outputs of real tools', 'samples', (folder) => {
  // Of some there is no sample: their lines are tested beside their rules.
  for (const reader of readers.filter(({ tool }) => existsSync(join(folder, tool)))) {
    for (const file of readdirSync(join(folder, reader.tool)).sort()) {
      const name = `${reader.tool}/${file}`;
      it(`${name} is read rightly`, async () => {
        const reading = await reader.read(savedOutput(readFileSync(join(folder, name), 'utf8')));
        expect({
          [name]: `${stateOf(reading) === undefined ? '' : `${stateOf(reading)}: `}${reading.sentence}`,
        }).toEqual({ [name]: meanings[name] });
        expect(reading.tool).toBe(reader.tool);
      });
    }
  }
});
