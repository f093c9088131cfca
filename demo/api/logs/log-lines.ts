import type { WorldContainer } from '../../world/types.ts';

/** One line of a container's log with the time at which it was written, milliseconds since the epoch. */
export interface LogLine {
  readonly at: number;
  readonly text: string;
  /** The writer ended before the line did. */
  readonly open?: boolean;
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** 'YYYY-MM-DD hh:mm:ss.mmm' in UTC: the head of Calico's lines. */
function calicoTime(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', '');
}

/** 'MMDD hh:mm:ss.uuuuuu' in UTC: the head of klog's lines behind the severity letter. */
function klogTime(at: number): string {
  const time = new Date(at);
  const day = `${pad(time.getUTCMonth() + 1, 2)}${pad(time.getUTCDate(), 2)}`;
  const clock = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map((value) => pad(value, 2));
  return `${day} ${clock.join(':')}.${pad(time.getUTCMilliseconds(), 3)}${pad((at * 7919) % 1000, 3)}`;
}

const written = (text: string, at: number): LogLine => ({
  at,
  text: text
    .replaceAll('{iso}', new Date(at).toISOString())
    .replaceAll('{klog}', klogTime(at))
    .replaceAll('{calico}', calicoTime(at)),
});

/**
 * A container's log as the demo tells it: the lines of its start, silence, and from `loopFrom` on the loop's lines, one
 * every `every` seconds. Pure in its times: the same arguments give the same lines.
 */
export class ContainerLog {
  readonly #logs: WorldContainer['logs'];
  readonly #startedAt: number;
  readonly #loopFrom: number;

  constructor(logs: WorldContainer['logs'], startedAt: number, loopFrom: number) {
    this.#logs = logs;
    this.#startedAt = startedAt;
    this.#loopFrom = Math.max(startedAt, loopFrom) + 1000;
  }

  /** Lines written up to and including `now`, oldest first. */
  until(now: number): LogLine[] {
    const lines = this.#logs.start.map((text, index) => written(text, this.#startedAt + index * 13));
    for (let index = 0; this.#logs.loop.length > 0; index++) {
      const at = this.#loopAt(index);
      if (at > now) break;
      lines.push(written(this.#logs.loop[index % this.#logs.loop.length] ?? '', at));
    }
    return lines;
  }

  /** When the next line after `now` is due; undefined when none ever is. */
  nextAfter(now: number): number | undefined {
    if (this.#logs.loop.length === 0) return undefined;
    const index = Math.floor((now - this.#loopFrom) / (this.#logs.every * 1000)) + 1;
    return this.#loopAt(Math.max(0, index));
  }

  #loopAt(index: number): number {
    return this.#loopFrom + index * this.#logs.every * 1000;
  }
}
