import type { Json } from '../../contracts/json.ts';
import type { Link } from '../../contracts/link.ts';
import type { ProbeName } from '../../contracts/probe.ts';
import type { Recorder } from '../../contracts/record.ts';
import type { Instant } from '../../contracts/time.ts';
import { appendEntry } from '../../incident/entry-types.ts';

/** Writes what probes measured into the record: at once what is new or final, else now and then. */
export interface SummaryWriter {
  /** `key` is what makes a result a different one (its class); the same key is written again only after a while. */
  note(link: Link, probe: ProbeName, sentence: string, result: object, key: string): void;
  /** Writes what was noted and not written yet. */
  flush(probe?: ProbeName): void;
}

interface Noted {
  readonly link: Link;
  readonly sentence: string;
  readonly result: object;
  readonly key: string;
}

/** While a probe runs: so often for the first minute, then seldom, so that a kill loses little and a day stays small. */
const often = 5_000;
const seldom = 30_000;
const firstMinute = 60_000;

/** Makes the writer of one bench. */
export function summaryWriter(recorder: Recorder, now: () => Instant): SummaryWriter {
  const pending = new Map<ProbeName, Noted>();
  const written = new Map<ProbeName, { readonly at: Instant; readonly key: string; readonly since: Instant }>();

  const write = (probe: ProbeName, noted: Noted): void => {
    const at = now();
    const before = written.get(probe);
    const key = `${noted.link.id} ${noted.key}`;
    pending.delete(probe);
    written.set(probe, { at, key, since: before?.key === key ? before.since : at });
    const { link, sentence, result } = noted;
    appendEntry(recorder, 'probe/summary', { link, probe, at, sentence, result: plain(result) });
  };

  return {
    note(link, probe, sentence, result, key) {
      const noted = { link, sentence, result, key };
      const before = written.get(probe);
      pending.set(probe, noted);
      if (before?.key !== `${link.id} ${key}`) return write(probe, noted);
      const gap = now() - before.since < firstMinute ? often : seldom;
      if (now() - before.at >= gap) write(probe, noted);
    },
    flush(only) {
      for (const [probe, noted] of [...pending]) if (only === undefined || only === probe) write(probe, noted);
    },
  };
}

function plain(result: object): Json {
  return JSON.parse(JSON.stringify(result)) as Json;
}
