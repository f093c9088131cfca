import { describe, expect, it } from 'vitest';
import { podColumns } from '../../components/panes/cluster-columns.ts';
import { fitColumns, headingLine, rowLine } from '../../components/widgets/columns.ts';
import { lineText } from '../../components/widgets/styled.ts';
import type { PodRow } from '../../src/inventory/views.ts';
import { noon, podRows } from './support/fake-rows.ts';

function table(rows: readonly PodRow[], width: number): readonly string[] {
  const columns = fitColumns(podColumns(rows, noon, false), rows, width);
  return [headingLine(columns), ...rows.map((row) => rowLine(columns, row, '…'))].map(lineText);
}

const named = (name: string, status = 'Running'): PodRow => {
  const [first] = podRows;
  if (first === undefined) throw new Error('the fake cluster has no pods');
  return { ...first, record: { ...first.record, name, status } };
};

describe('the pod table', () => {
  it('shows ready, restarts, IP, node and age at 80 columns where every pod runs', () => {
    const [heading = ''] = table([named('kube-network-policies-65sjb')], 75);
    expect(heading.split(/ +/)).toEqual(['NAMESPACE', 'POD', 'READY', 'RST', 'IP', 'NODE', 'AGE']);
  });

  it('shows the status where one does not run', () => {
    const [heading, , row] = table([named('web-1'), named('web-2', 'CrashLoopBackOff')], 75);
    expect(heading).toContain('STATUS');
    expect(row).toContain('CrashLoopBackOff');
  });

  it('shows labels where there is room', () => {
    expect(table([named('web-1')], 140)[1]).toContain('app=frontend');
  });

  it('cuts names in the middle, because their ends tell pods apart', () => {
    const [, first = '', second = ''] = table(
      [named('a-very-long-deployment-name-7d4b9c6f5-x2x9q'), named('a-very-long-deployment-name-7d4b9c6f5-p4p7w')],
      40,
    );
    expect(first).toMatch(/a-very.*….*-x2x9q/);
    expect(first).not.toBe(second);
  });

  for (const width of [200, 117, 75, 55, 33, 20, 8]) {
    it(`is never wider than ${width} cells`, () => {
      const lines = table(
        podRows.map((row, index) => named(`${row.record.name}-${'x'.repeat(index * 9)}`)),
        width,
      );
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    });
  }
});
