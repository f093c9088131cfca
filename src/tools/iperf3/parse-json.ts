import type { OutputLine, UnparsedSample } from '../../contracts/tool.ts';
import { type LineParser, unparsed } from '../line-parser.ts';
import { endSamples, intervalSamples, startSamples } from './json-samples.ts';
import { documentSchema, endSchema, eventSchema, intervalSchema, startSchema } from './json-shapes.ts';
import { iperf3TextParser } from './parse-text.ts';
import type { Iperf3Sample } from './samples.ts';

type Samples = readonly (Iperf3Sample | UnparsedSample)[];

/** Most characters of a -J document that are kept; 60 s of 8 streams are about 300,000. */
const longestDocument = 8 * 1024 * 1024;

/**
 * `iperf3 -J` and `--json-stream`, told apart by the lines themselves. Text around the JSON (a warning, 3.9's
 * 'iperf3: error - …' after a document without "error") is read as text. The -J document is understood at its end.
 */
export function iperf3JsonParser(): LineParser<Iperf3Sample> {
  const text = iperf3TextParser();
  let document: string[] = [];
  let size = 0;

  const finish = (at: number): Samples => {
    const whole = document.join('\n');
    document = [];
    size = 0;
    return readDocument(whole, at);
  };

  return {
    line(line) {
      if (document.length > 0) {
        size += line.text.length;
        if (size > longestDocument) return finish(line.at);
        document.push(line.text);
        return line.text === '}' ? finish(line.at) : [];
      }
      if (line.text.trimEnd() === '{') {
        document.push(line.text);
        return [];
      }
      return line.text.startsWith('{') ? readEvent(line) : text.line(line);
    },
    end: () => (document.length > 0 ? finish(0) : []),
  };
}

function readDocument(whole: string, at: number): Samples {
  const read = documentSchema.safeParse(json(whole));
  if (!read.success) return [{ kind: 'unparsed', text: whole.slice(0, 1000), at }];
  const { start, intervals, end, error } = read.data;
  const samples: (Iperf3Sample | UnparsedSample)[] = [...startSamples(start ?? {})];
  for (const interval of intervals ?? []) samples.push(...intervalSamples(interval, at));
  if (end) samples.push(...endSamples(end));
  if (error) samples.push({ kind: 'error', text: error });
  return samples;
}

function readEvent(line: OutputLine): Samples {
  const event = eventSchema.safeParse(json(line.text));
  if (!event.success) {
    const whole = documentSchema.safeParse(json(line.text));
    const known = whole.success && (whole.data.start || whole.data.end || whole.data.error);
    return known ? readDocument(line.text, line.at) : [unparsed(line)];
  }
  const { event: name, data } = event.data;
  if (name === 'error') return [{ kind: 'error', text: typeof data === 'string' ? data : JSON.stringify(data) }];
  if (name === 'start') return startSamples(startSchema.safeParse(data).data ?? {});
  if (name === 'interval') return intervalSamples(intervalSchema.safeParse(data).data ?? {}, line.at);
  if (name === 'end') return endSamples(endSchema.safeParse(data).data ?? {});
  return [{ kind: 'notice', text: name }];
}

function json(text: string): unknown {
  try {
    return JSON.parse(text.replace(/\b-?nan\b/g, 'null'));
  } catch {
    return undefined;
  }
}
