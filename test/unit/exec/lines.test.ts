import { describe, expect, it } from 'vitest';
import { type LineEnding, LineSplitter, longestLine } from '../../../src/kube/exec/lines.ts';

function split(chunks: readonly (string | Uint8Array)[], ending: LineEnding = 'lf-or-cr'): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(ending);
  for (const chunk of chunks) splitter.push(Buffer.from(chunk), (line) => lines.push(line));
  splitter.end((line) => lines.push(line));
  return lines;
}

describe('cutting output into lines', () => {
  it('joins a line that arrives in pieces', () => {
    expect(split(['64 bytes ', 'from 10.0.0', '.1\n64'])).toEqual(['64 bytes from 10.0.0.1', '64']);
  });

  it('keeps a UTF-8 character whole that is split across frames', () => {
    const bytes = Buffer.from('Zürich ✓ 🐧\n');
    for (let at = 1; at < bytes.length; at += 1) {
      expect(split([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(['Zürich ✓ 🐧']);
    }
  });

  it('gives bytes that are no UTF-8 as replacement characters and goes on', () => {
    expect(split([Buffer.of(0xff, 0xfe, 0x0a), 'next\n'])).toEqual(['\ufffd\ufffd', 'next']);
  });

  it('flushes a last line without an end', () => {
    expect(split(['a\nb'])).toEqual(['a', 'b']);
  });

  it('invents no empty line at the end', () => {
    expect(split(['a\n'])).toEqual(['a']);
  });

  it('takes CR LF as one end, also when it is split', () => {
    expect(split(['a\r', '\nb\r\n'])).toEqual(['a', 'b']);
  });

  it('makes each redrawn progress line a line of its own', () => {
    expect(split(['10%\r20%\r', '30%\n'])).toEqual(['10%', '20%', '30%']);
  });

  it('keeps an empty line between two CR LF', () => {
    expect(split(['a\r\n\r\nb'])).toEqual(['a', '', 'b']);
  });

  it('leaves a lone CR inside a line of a log', () => {
    expect(split(['a\rb\r\nc\n'], 'lf')).toEqual(['a\rb', 'c']);
  });

  it('cuts an endless line and drops the rest of it up to its end', () => {
    const lines = split(['x'.repeat(longestLine), 'y'.repeat(longestLine), 'z\nnext\n']);
    expect(lines.map((line) => line.length)).toEqual([longestLine, 4]);
  });

  it('gives the same lines however the bytes are cut', () => {
    const text = 'PING ü\r\n\r\n64 bytes\r10%\r20%\nlast';
    const whole = split([text]);
    const bytes = Buffer.from(text);
    for (let size = 1; size < bytes.length; size += 1) {
      const chunks = [];
      for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.subarray(from, from + size));
      expect(split(chunks)).toEqual(whole);
    }
  });
});
