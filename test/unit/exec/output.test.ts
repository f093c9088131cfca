import { describe, expect, it } from 'vitest';
import type { RunLine } from '../../../src/contracts/runner.ts';
import { RunOutput } from '../../../src/kube/exec/output.ts';

async function all(lines: AsyncIterable<RunLine>): Promise<RunLine[]> {
  const read: RunLine[] = [];
  for await (const line of lines) read.push(line);
  return read;
}

describe('the output of a program', () => {
  it('keeps stdout and stderr apart', async () => {
    const output = new RunOutput({});
    output.push('stdout', Buffer.from('a\n'), 1);
    output.push('stderr', Buffer.from('b\n'), 2);
    output.end(3);
    expect(await all(output.stdout)).toEqual([{ text: 'a', at: 1 }]);
    expect(await all(output.stderr)).toEqual([{ text: 'b', at: 2 }]);
  });

  it('stamps a line with the arrival of its last byte', async () => {
    const output = new RunOutput({});
    output.push('stdout', Buffer.from('64 by'), 10);
    output.push('stdout', Buffer.from('tes\n'), 20);
    output.end(30);
    expect(await all(output.stdout)).toEqual([{ text: '64 bytes', at: 20 }]);
  });

  it('drops what comes beyond the cap and says so', async () => {
    const output = new RunOutput({ outputCap: 100 });
    for (let index = 0; index < 10; index += 1) output.push('stdout', Buffer.from(`${'x'.repeat(29)}\n`), 0);
    output.end(0);
    expect(await all(output.stdout)).toHaveLength(3);
    expect(output.truncated).toBe(true);
  });

  it('counts empty lines against the cap too', async () => {
    const output = new RunOutput({ outputCap: 1600 });
    output.push('stdout', Buffer.from('\n'.repeat(10_000)), 0);
    output.end(0);
    expect(await all(output.stdout)).toHaveLength(100);
  });

  it('is not truncated by output that just fits', () => {
    const output = new RunOutput({ outputCap: 32 });
    output.push('stdout', Buffer.from(`${'x'.repeat(32)}\n`), 0);
    output.end(0);
    expect(output.truncated).toBe(false);
  });

  it('says that an overlong line was cut', () => {
    const output = new RunOutput({});
    output.push('stdout', Buffer.alloc(200_000, 'x'), 0);
    output.end(0);
    expect(output.truncated).toBe(true);
  });

  it('hands bytes through as they are when asked to', async () => {
    const output = new RunOutput({ bytes: true });
    const capture = Buffer.from([0xd4, 0xc3, 0xb2, 0xa1, 0x0a, 0x0d, 0xff, 0x00]);
    output.push('stdout', capture, 5);
    output.end(6);
    const [piece] = await all(output.stdout);
    expect(Buffer.from(piece?.text ?? '', 'latin1')).toEqual(capture);
  });

  it('keeps nothing for a reader that went away', async () => {
    const output = new RunOutput({});
    output.push('stdout', Buffer.from('a\nb\n'), 0);
    for await (const line of output.stdout) {
      expect(line.text).toBe('a');
      break;
    }
    output.push('stdout', Buffer.from('c\n'), 0);
    output.end(0);
    expect(await all(output.stdout)).toEqual([]);
  });
});
