import { percentile } from '../../src/probes/series/percentile.ts';
import type { TerminalProgram } from '../../test/support/terminal-program.ts';
import type { Figure } from './figure.ts';
import { pause } from './program.ts';

/** Longer than one frame at the default rate, as people type. */
const between = 160;

/** Presses keys one after the other, as fast as people type; the times in ms until each changed the screen. */
export async function pressAll(program: TerminalProgram, keys: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const key of keys) {
    const time = await press(program, key);
    if (time !== undefined) times.push(time);
    await pause(between);
  }
  return times;
}

/** Milliseconds until the screen differs; undefined when the key changes nothing (the end of a list). */
function press(program: TerminalProgram, key: string): Promise<number | undefined> {
  const before = program.screen();
  return new Promise((resolve) => {
    const began = performance.now();
    const done = (time: number | undefined) => {
      clearTimeout(late);
      listener.dispose();
      resolve(time);
    };
    const late = setTimeout(() => done(undefined), 1000);
    const listener = program.terminal.onWriteParsed(() => {
      const time = performance.now() - began;
      if (program.screen() !== before) done(time);
    });
    program.type(key);
  });
}

/** p95 with its bar, and p50, of the times of keys. */
export function keyFigures(name: string, times: readonly number[], bar: number): readonly Figure[] {
  if (times.length === 0) throw new Error(`${name}: no key changed the screen`);
  const sorted = times.toSorted((a, b) => a - b);
  return [
    { name: `${name}, p95`, value: percentile(sorted, 0.95) ?? 0, unit: 'ms', bar, remark: `of ${times.length} keys` },
    { name: `${name}, p50`, value: percentile(sorted, 0.5) ?? 0, unit: 'ms' },
  ];
}
