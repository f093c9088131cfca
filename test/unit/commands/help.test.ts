import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { actions } from '../../../src/actions.ts';
import { help } from '../../../src/commands/help.ts';
import { helpIndex, manPage } from '../../../src/commands/help/man-page.ts';
import { roffText } from '../../../src/commands/help/roff.ts';
import { helpTopics, topicText } from '../../../src/commands/help/topics.ts';
import { commandLine, type Commands } from '../../../src/commands/program.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { describeWithPrograms } from '../../support/needs.ts';

const run = promisify(execFile);
const program = commandLine({} as Commands, () => {});
const page = manPage(program);

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** Every setting of the config file, as 'latency.intervalSeconds'. */
function settings(schema: unknown, before = ''): readonly string[] {
  const { properties } = z.object({ properties: z.record(z.string(), z.unknown()).optional() }).parse(schema);
  if (properties === undefined) return [before];
  return Object.entries(properties).flatMap(([name, value]) =>
    settings(value, before === '' ? name : `${before}.${name}`),
  );
}

describe('the manual page', () => {
  it.each(everyCommand(program).map((command) => [command.name(), command] as const))(
    'has every option of %s, with its description',
    (_, command) => {
      for (const option of command.options)
        expect(page).toContain(`.B "${roffText(option.flags).replaceAll('"', '\\(dq')}"`);
    },
  );

  it('has the option that every command has', () => {
    expect(page).toContain(`.B "${roffText('-h, --help')}"`);
  });

  it.each(helpTopics.map(({ name }) => name))('has the topic %s', (name) => {
    expect(page).toContain(`.SH "${roffText(name.replace('-', ' ').toUpperCase())}"`);
  });

  it('does not let a line that begins with a point become a request', () => {
    expect(roffText(".SH is no section here\n'either")).toBe("\\&.SH is no section here\n\\&'either");
  });
});

describeWithPrograms('the manual page, read by man', ['man'], () => {
  it('gives no warning', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-man-test-'));
    try {
      writeFileSync(join(folder, 'plumbline.1'), page);
      const { stdout, stderr } = await run('man', ['--warnings', '-E', 'UTF-8', '-l', join(folder, 'plumbline.1')], {
        env: { PATH: process.env['PATH'], MANWIDTH: '80', LC_ALL: 'C.UTF-8' },
      });
      expect(stderr).toBe('');
      expect(stdout).toContain('PLUMBLINE(1)');
      expect(stdout).toMatch(/^ {7}--bidirectional$/m);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describeWithPrograms('the manual page, read by mandoc', ['mandoc'], () => {
  it('gives no warning', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-man-test-'));
    try {
      writeFileSync(join(folder, 'plumbline.1'), page);
      const lint = await run('mandoc', ['-T', 'lint', '-W', 'warning', join(folder, 'plumbline.1')]).catch(
        (error: { stdout: string }) => error,
      );
      // The page tells its version; a date would make every build another.
      const complaints = lint.stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'));
      expect(complaints).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a help topic', () => {
  it.each(helpTopics.map((topic) => [topic.name, topic] as const))('%s fits 80 columns', (_, topic) => {
    expect(
      topicText(topic)
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });

  it('on keys has every action that has a key', () => {
    const text = topicText(helpTopics.find(({ name }) => name === 'keys') ?? expect.fail('no such topic'), 400);
    expect(actions.filter(({ keys, title }) => keys.length > 0 && !text.includes(title))).toEqual([]);
  });

  it('on the config file has every setting, and no other', () => {
    const topic = helpTopics.find(({ name }) => name === 'config');
    const told = (topic?.parts ?? [])
      .flatMap((part) => (part.kind === 'terms' ? part.terms : []))
      .map(({ term }) => term);
    const known = settings(z.toJSONSchema(configSchema, { io: 'input' }));
    expect(told.toSorted()).toEqual(known.toSorted());
  });

  it('is named in the help of plumbline', () => {
    let text = '';
    program.configureOutput({
      writeOut: (more) => {
        text += more;
      },
    });
    program.outputHelp();
    const named = /'plumbline help' lists topics: (.*) and more\./.exec(text)?.[1]?.split(', ') ?? [];
    expect(named).not.toEqual([]);
    expect(helpTopics.map(({ name }) => name)).toEqual(expect.arrayContaining(named));
  });

  it('is listed with the commands', () => {
    const index = helpIndex(program);
    for (const { name } of helpTopics) expect(index).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
    for (const command of program.commands) expect(index).toMatch(new RegExp(`^ {2}${command.name()} +\\S`, 'm'));
    expect(index.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('that does not exist is refused with the near names', async () => {
    await expect(help(program, ['exitcodes'])).rejects.toThrow(
      "There is no help on 'exitcodes'. Did you mean exit-codes?",
    );
  });
});
