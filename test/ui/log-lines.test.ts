import { describe, expect, it } from 'vitest';
import { isErrorLine, logLine, logLines, shortLine } from '../../components/panes/log-lines.ts';
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
    ['2026-11-23 11:59:12.123 [ERROR][77] felix/table.go 883: Failed to set up chain', true],
    ['2026-11-23 11:59:12.123 [INFO][77] felix/daemon.go 12: no error so far', false],
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

  for (const [text, short] of [
    ['2026-11-23 11:59:12.123 [ERROR][77] felix/table.go 883: Failed to set up', '11:59:12 ERROR Failed to set up'],
    ['time="2026-11-23T11:59:12Z" level=error msg="no device" subsys=daemon', '11:59:12 ERROR no device subsys=daemon'],
    ['time=2026-11-23T11:59:12.5Z level=info msg=Ready', '11:59:12 Ready'],
    [
      '2026-11-23T11:59:12.123456789Z [INFO] plugin/ready: Still waiting',
      '11:59:12 [INFO] plugin/ready: Still waiting',
    ],
    ['no header at all', 'no header at all'],
  ] as const) {
    it(`lose only their header: ${text}`, () => {
      expect(shortLine({ text, at: undefined, notice: false }).text).toBe(short);
    });
  }

  it('show an error of a narrow pane whole, on a second line', () => {
    const tail = { lines: [{ text: klogError, at: undefined, notice: false }], problem: undefined };
    expect(logLines(tail, 4, 33).map(lineText)).toEqual(['! 11:59 ERROR failed to add fdb', '  entry']);
  });
});
