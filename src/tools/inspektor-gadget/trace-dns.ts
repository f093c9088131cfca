import { isFields, textOf } from '../../inventory/prune/fields.ts';
import { countWords, listWords } from '../../text/words.ts';
import { type Columns, columnsOf, rowOf } from '../reading/columns.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A DNS packet that the gadget trace_dns saw in a pod. */
export interface TracedName {
  /** 'namespace/pod'; empty where it is not told. */
  readonly pod: string;
  readonly from: string;
  readonly to: string;
  readonly response: boolean;
  readonly type: string;
  readonly name: string;
  /** 'Success', 'NameError', 'ServerFailure'…; undefined for questions. */
  readonly code: string | undefined;
}

/** Reads the gadget trace_dns in columns or as JSON, one object a line. */
export function parseTraceDns(lines: readonly string[]): Parsed<TracedName> {
  let columns: Columns | undefined;
  return parseLines<TracedName>(lines, (line) => {
    if (/^K8S\.NODE\s|\bQR\b.*\bQTYPE\b/.test(line)) {
      columns = columnsOf(line);
      return known;
    }
    if (line.startsWith('{')) return fromJson(line);
    if (/^(?:INFO|WARN)\[|^Running\.\.\./.test(line)) return known;
    if (columns === undefined) return undefined;
    const row = rowOf(line, columns);
    const cell = (name: string) => row[name] ?? '';
    // Where a column's name follows another by one space only, both are one column here: 'QR QTYPE'.
    const [kind = '', type = ''] = (
      row['QR'] === undefined ? (row['PID QR QTYPE'] ?? row['QR QTYPE'] ?? '') : `${row['QR']} ${cell('QTYPE')}`
    )
      .split(/\s+/)
      .filter((word) => !/^\d+$/.test(word));
    if (!/^[QR]$/.test(kind) || cell('NAME') === '') return undefined;
    return {
      pod: [cell('K8S.NAMESPACE'), cell('K8S.PODNAME')].filter((part) => part !== '').join('/'),
      from: cell('SRC'),
      to: cell('DST'),
      response: kind === 'R',
      type,
      name: cell('NAME'),
      code: cell('RCODE') || undefined,
    };
  });
}

function fromJson(line: string): TracedName | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!isFields(value) || textOf(value, 'name') === '') return undefined;
    const k8s = isFields(value['k8s']) ? value['k8s'] : {};
    const end = (key: string) => {
      const found = value[key];
      return isFields(found) ? `${textOf(found, 'addr')}:${String(found['port'])}` : textOf(value, key);
    };
    return {
      pod: [textOf(k8s, 'namespace'), textOf(k8s, 'podName')].filter((part) => part !== '').join('/'),
      from: end('src'),
      to: end('dst'),
      response: textOf(value, 'qr') === 'R' || value['qr_raw'] === true,
      type: textOf(value, 'qtype'),
      name: textOf(value, 'name'),
      code: textOf(value, 'rcode') || undefined,
    };
  } catch {
    return undefined;
  }
}

/** Reads what Inspektor Gadget printed. */
export const inspektorGadgetReader = judgedReader({
  tool: 'inspektor-gadget',
  about: 'Inspektor Gadget trace_dns, columns and JSON',
  parse: parseTraceDns,
  summary: ({ items }) => ({
    questions: items.filter(({ response }) => !response).length,
    answers: items.filter(({ response }) => response).length,
  }),
  meaning: ({ items }) => meaningOf(items),
});

function meaningOf(items: readonly TracedName[]): Meaning {
  const key = ({ name, type, from, to, response }: TracedName) => `${name} ${type} ${response ? to : from}`;
  const answered = new Set(items.filter(({ response }) => response).map(key));
  const silent = items.filter((item) => !item.response && !answered.has(key(item)));
  const failed = items.filter(({ response, code = '' }) => response && !/^(?:Success|NoError|)$/i.test(code));
  const names = (of: readonly TracedName[]) => listWords([...new Set(of.map(({ name }) => name))].slice(0, 4));
  const parts = [
    ...(silent.length === 0 ? [] : [`without an answer in the trace: ${names(silent)}`]),
    ...(failed.length === 0
      ? []
      : [[...new Set(failed.map(({ name, code }) => `${name} was answered ${code}`))].slice(0, 4).join(', ')]),
  ];
  if (parts.length > 0) {
    const worst = silent.length > 0 || failed.some(({ code = '' }) => !/NameError|NXDomain/i.test(code));
    return {
      state: worst ? 'fault' : 'warning',
      sentence: parts.join('; ').replace(/^[a-z](?=[a-z]* )/, (one) => one.toUpperCase()),
    };
  }
  return { state: 'ok', sentence: `${countWords(answered.size, 'DNS question')} answered: ${names(items)}` };
}
