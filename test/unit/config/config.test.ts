import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../../src/config/load-config.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { defaultConfig } from '../../../src/config/defaults.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';

async function errorOf(act: () => unknown): Promise<PlumblineError> {
  try {
    await act();
  } catch (error) {
    if (error instanceof PlumblineError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const messageOf = async (text: string): Promise<string> => {
  const error = await errorOf(() => parseConfig(text, 'c.yaml'));
  expect(error.kind).toBe('configuration');
  expect(error.facts.nextStep).not.toBe('');
  return error.message;
};

it('the defaults are what an empty file means', () => {
  expect(configSchema.parse({})).toEqual(defaultConfig);
});

describe('a config file', () => {
  it('that is empty, or comments only, means the defaults', () => {
    expect(parseConfig('', 'c.yaml')).toEqual(configSchema.parse({}));
    expect(parseConfig('# nothing yet\n', 'c.yaml')).toEqual(configSchema.parse({}));
  });

  it('changes what it names and nothing else', () => {
    const read = parseConfig('bandwidth:\n  seconds: 30\nkeys:\n  bindings: { ping: [ctrl+p] }\n', 'c.yaml');
    expect(read.bandwidth).toEqual({ ...configSchema.parse({}).bandwidth, seconds: 30 });
    expect(read.keys).toEqual({ preset: 'plumbline', bindings: { ping: ['ctrl+p'] } });
  });
});

describe('a mistake in it is one sentence with file and line', () => {
  it.each([
    ['a misspelt key', 'theme: dark\nmaxFsp: 5\n', 'c.yaml:2: "maxFsp" is not a setting; did you mean maxFps?'],
    [
      'a misspelt key in a group',
      'latency:\n  intervall: 1\n',
      'c.yaml:2: "latency.intervall" is not a setting; accepted are intervalSeconds.',
    ],
    [
      'a key like no other',
      'latency:\n\n  xyz: 1\n',
      'c.yaml:3: "latency.xyz" is not a setting; accepted are intervalSeconds.',
    ],
    ['a value out of a list', '\ntheme: pink\n', 'c.yaml:2: theme: accepted are auto, dark, light or mono.'],
    ['a number too large', 'maxFps: 100', 'c.yaml:1: maxFps: must be at most 30.'],
    [
      'a number that may not be zero',
      'bandwidth:\n  productionRateCap: 0',
      'c.yaml:2: bandwidth.productionRateCap: must be more than 0.',
    ],
    ['a text for a number', 'maxFps: fast', 'c.yaml:1: maxFps: must be a number.'],
    ['a fraction', 'maxFps: 1.5', 'c.yaml:1: maxFps: must be a whole number.'],
    ['a text for a switch', 'alternateScreen: "no"', 'c.yaml:1: alternateScreen: must be true or false.'],
    ['a key that is no list', 'keys:\n  bindings:\n    ping: p\n', 'c.yaml:3: keys.bindings.ping: must be a list.'],
    ['an empty group', 'latency: 5', 'c.yaml:1: latency: must be a group of settings.'],
    ['a list for the whole', '- a\n- b\n', 'c.yaml:1: the file must hold settings, one "name: value" per line.'],
  ])('%s', async (_, text, message) => {
    expect(await messageOf(text)).toBe(message);
  });

  it('broken YAML', async () => {
    expect(await messageOf('theme: dark\nkeys: {a: [\n')).toMatch(/^c\.yaml:\d+:\d+: this is not YAML: /);
    expect(await messageOf('a: 1\na: 2\n')).toMatch(/^c\.yaml:2:1: this is not YAML: Map keys must be unique/);
    expect(await messageOf('theme: *nowhere\n')).toMatch(/this is not YAML: .*nowhere/);
    expect(await messageOf('\tmaxFps: 1')).toMatch(/this is not YAML/);
    expect(await messageOf('\0\u0001')).toMatch(/^c\.yaml/);
  });

  it('several at once: all of them are named', async () => {
    const error = await errorOf(() => parseConfig('maxFps: 100\ntheme: pink\n', 'c.yaml'));
    expect(error.message).toContain('c.yaml:1: maxFps');
    expect(error.facts.serverMessage).toContain('c.yaml:2: theme');
  });
});

describe('loading', () => {
  const home = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  };

  it('a missing file means the defaults', async () => {
    expect(await loadConfig({ XDG_CONFIG_HOME: home() })).toEqual(configSchema.parse({}));
  });

  it('reads the file of the environment', async () => {
    const folder = home();
    mkdirSync(join(folder, 'plumbline'));
    writeFileSync(join(folder, 'plumbline', 'config.yaml'), 'maxFps: 4\n');
    expect((await loadConfig({ XDG_CONFIG_HOME: folder })).maxFps).toBe(4);
  });

  it('a named file that is missing is an error', async () => {
    const error = await errorOf(() => loadConfig({}, join(home(), 'none.yaml')));
    expect(error.kind).toBe('configuration');
    expect(error.message).toMatch(/none\.yaml cannot be read: it does not exist\.$/);
  });

  it('a folder in place of the file is an error', async () => {
    expect((await errorOf(() => loadConfig({}, home()))).message).toMatch(/it is a folder\.$/);
  });
});
