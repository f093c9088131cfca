import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');

/** What the lint rules say to one file planted at `path` in an otherwise empty house. */
function lint(house: string, path: string, source: string): string {
  const file = join(house, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), path], {
      cwd: house,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return '';
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  } finally {
    rmSync(file);
  }
}

describe('the lint rules hold who may import whom', () => {
  let house = '';
  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), 'plumbline-house-'));
    copyFileSync(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
  });
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  const forbidden: [what: string, path: string, source: string][] = [
    ['src taking a value from components', 'src/a.ts', "import { App } from '../components/app.tsx';\nApp();\n"],
    ['src taking a type from checks', 'src/a.ts', "import type { A } from '../checks/a.ts';\nexport type B = A;\n"],
    [
      'src loading the demo dynamically',
      'src/probes/a.ts',
      "export const load = () => import('../../demo/world/a.ts');\n",
    ],
    ['src using React', 'src/a.ts', "import { useState } from 'react';\nuseState(0);\n"],
    ['a command using Ink', 'src/commands/a.ts', "import { render } from 'ink';\nrender(null);\n"],
    ['checks using components', 'checks/a.ts', "import { App } from '../components/app.tsx';\nApp();\n"],
    ['components reaching into the demo', 'components/a.tsx', "import { a } from '../demo/a.ts';\na();\n"],
    [
      'components reaching the Kubernetes client',
      'components/panes/a.tsx',
      "import { a } from '../../src/kube/a.ts';\na();\n",
    ],
    ['the demo sharing the policy engine', 'demo/lab/a.ts', "import { a } from '../../src/policy/a.ts';\na();\n"],
    [
      'the demo taking a type of the policy engine',
      'demo/lab/a.ts',
      "import type { A } from '../../src/policy/a.ts';\nexport type B = A;\n",
    ],
    ['a re-export of the policy engine by the demo', 'demo/a.ts', "export { a } from '../src/policy/a.ts';\n"],
  ];
  it.each(forbidden)('%s is refused', (_what, path, source) => {
    expect(lint(house, path, source)).toContain('no-restricted-imports');
  });

  const welcome: [what: string, path: string, source: string][] = [
    [
      'components reading a contract',
      'components/a.tsx',
      "import type { A } from '../src/contracts/a.ts';\nexport type B = A;\n",
    ],
    ['the edge injecting the screen', 'src/main.ts', "import { start } from '../components/start.tsx';\nstart();\n"],
    [
      'the demo using a contract type',
      'demo/a.ts',
      "import type { A } from '../src/contracts/a.ts';\nexport type B = A;\n",
    ],
  ];
  it.each(welcome)('%s is welcome', (_what, path, source) => {
    expect(lint(house, path, source)).not.toContain('no-restricted-imports');
  });
});
