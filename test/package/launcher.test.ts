import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launcher } from '../../scripts/build/launcher.ts';

describe("the program's first file", () => {
  let place = '';
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'plumbline-launcher-test-'));
    for (const folder of ['home', 'tmp', 'caches']) mkdirSync(join(place, folder));
    writeFileSync(join(place, 'package.json'), '{"type":"module"}');
    writeFileSync(join(place, 'plumbline.js'), launcher);
    writeFileSync(join(place, 'main.js'), 'export const run = (argv) => console.log(argv.join(" "));');
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  const start = (env: Readonly<Record<string, string>>): string =>
    execFileSync(process.execPath, [join(place, 'plumbline.js'), 'these', 'words'], {
      env: { HOME: join(place, 'home'), TMPDIR: join(place, 'tmp'), ...env },
      encoding: 'utf8',
      cwd: place,
      timeout: 15_000,
    });

  it('hands its arguments on', () => {
    expect(start({})).toBe('these words\n');
  });

  it("keeps compiled code in the user's own folder, closed to others, and nothing in the one for temporary files", () => {
    start({});
    const own = join(place, 'home', '.cache', 'plumbline');
    expect(statSync(own).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(own, 'compiled'))).toHaveLength(1);
    expect(readdirSync(join(place, 'tmp'))).toEqual([]);
  });

  it('keeps it in XDG_CACHE_HOME where that is absolute', () => {
    start({ XDG_CACHE_HOME: join(place, 'caches') });
    expect(readdirSync(join(place, 'caches'))).toEqual(['plumbline']);
    start({ XDG_CACHE_HOME: 'relative' });
    expect(existsSync(join(place, 'relative'))).toBe(false);
  });

  it.each(['', '/proc/nowhere', '/nonexistent/home'])('starts without a cache where there is none: HOME=%s', (HOME) => {
    expect(start({ HOME })).toBe('these words\n');
    expect(readdirSync(join(place, 'tmp'))).toEqual([]);
  });
});
