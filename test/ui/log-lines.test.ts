import { describe, expect, it } from 'vitest';
import { isErrorLine, logLine, shortLine } from '../../components/panes/log-lines.ts';
import { lineText } from '../../components/widgets/styled.ts';

const klogError = 'E1123 11:59:12.000000       1 vxlan_network.go:204] failed to add fdb entry';

describe('log lines', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    [klogError, true],
    ['I1123 11:58:01.000000       1 main.go:211] retry after error: none', false],
    ['W1123 11:58:01.000000       1 reflector.go:5] watch closed', false],
    ['level=info msg="no error"', false],
    ['level=error msg="no such device"', true],
    ['{"level":"fatal","msg":"bye"}', true],
    ['connection refused', true],
    ['listening on 8080', false],
  ];
  for (const [text, bad] of cases) {
    it(`${bad ? 'are' : 'are not'} errors: ${text}`, () => expect(isErrorLine(text)).toBe(bad));
  }

  it('are marked by a sign when they are errors, and by another when they are about the stream', () => {
    expect(lineText(logLine({ text: klogError, at: undefined, notice: false }))).toMatch(/^! /);
    expect(lineText(logLine({ text: 'reconnected after 3 s', at: undefined, notice: true }))).toMatch(/^~ /);
  });

  it('keep time, level and message where there is little room', () => {
    const short = shortLine({ text: klogError, at: undefined, notice: false });
    expect(short.text).toBe('11:59:12 ERROR failed to add fdb entry');
    expect(isErrorLine(short.text)).toBe(true);
    const info = shortLine({
      text: 'I1123 11:58:01.000000       1 main.go:211] Created subnet manager',
      at: undefined,
      notice: false,
    });
    expect(info.text).toBe('11:58:01 Created subnet manager');
  });
});
