import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

/** Whether a program is on the PATH (or in the sbin folders that a plain user's PATH lacks). */
export function hasProgram(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}

/**
 * A `describe` whose tests need something of the machine. Without it the tests are reported as skipped with the reason;
 * under CI=true the lack fails the run, because CI must prove what it claims to prove.
 */
export function describeUnlessMissing(title: string, missing: readonly string[], body: () => void): void {
  if (missing.length === 0) {
    describe(title, body);
    return;
  }
  const reason = `needs ${missing.join(', ')}, not installed here (npm run setup brings it where it may)`;
  if (process.env['CI'] === 'true') {
    it(`${title}: ${reason}`, () => {
      throw new Error(reason);
    });
    return;
  }
  describe.skip(`${title} [skipped: ${reason}]`, body);
}

/** A `describe` whose tests need programs of the machine. */
export function describeWithPrograms(title: string, programs: readonly string[], body: () => void): void {
  const missing = programs.filter((program) => !hasProgram(program));
  describeUnlessMissing(title, missing, body);
}

/** A `describe` whose tests need files, named by what they are. */
export function describeWithFiles(title: string, files: Readonly<Record<string, string>>, body: () => void): void {
  const missing = Object.entries(files).filter(([, file]) => !existsSync(file));
  describeUnlessMissing(
    title,
    missing.map(([what]) => what),
    body,
  );
}

const corpus = new URL('../../../shared/', import.meta.url);

/** The folder of shared samples and corpora beside the checkout, or undefined where it is absent. */
export function sharedFolder(name: string): string | undefined {
  const folder = new URL(`${name}/`, corpus).pathname;
  return existsSync(folder) ? folder : undefined;
}

/** A `describe` over other projects' data that lies beside the checkout; skipped with the reason where it does not. */
export function describeWithShared(title: string, name: string, body: (folder: string) => void): void {
  const folder = sharedFolder(name);
  if (folder === undefined) {
    describe.skip(`${title} [skipped: shared/${name} is not beside this checkout]`, () => {
      it('needs the shared data', () => {});
    });
    return;
  }
  describe(title, () => body(folder));
}
