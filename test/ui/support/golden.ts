import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';

const folder = join(import.meta.dirname, '..', 'golden');

/**
 * Compares a screen with its golden file test/ui/golden/NAME.txt. With UPDATE_GOLDEN=1 the file is written instead;
 * look at what changed before committing it.
 */
export function expectGolden(name: string, screen: string): void {
  const path = join(folder, `${name}.txt`);
  const text = `${screen.trimEnd()}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return;
  }
  if (!existsSync(path)) throw new Error(`there is no golden file ${name}.txt; UPDATE_GOLDEN=1 writes it`);
  expect(text).toBe(readFileSync(path, 'utf8'));
}
