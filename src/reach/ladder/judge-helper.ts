import type { Instant } from '../../contracts/time.ts';
import type { FoundHelper } from './find-helpers.ts';

/** What is to be done about a helper that was found. */
export type HelperJudgement =
  /** Remove the pod, or tell the debug container to end. */
  | { readonly kind: 'end'; readonly why: string }
  /** Somebody may be using it: left alone unless everything is to go. */
  | { readonly kind: 'leave'; readonly why: string }
  /** Nothing runs; the entry of a debug container stays until its pod goes. */
  | { readonly kind: 'entry' };

export interface JudgeOptions {
  readonly now: Instant;
  /** 'anna@bastion-1': the user and machine that ask. */
  readonly self: string;
  /** Whether a process of this machine runs. */
  readonly isAlive: (pid: number) => boolean;
  /** Also what others, or other sessions, may be using. */
  readonly all: boolean;
}

/** Judges one helper. Pure but for `isAlive`. */
export function judgeHelper(helper: FoundHelper, { now, self, isAlive, all }: JudgeOptions): HelperJudgement {
  const { kind, runs, deadline, maker } = helper;
  if (!runs) return kind === 'debug-container' ? { kind: 'entry' } : { kind: 'end', why: 'it has ended' };
  if (deadline !== undefined && deadline <= now) return { kind: 'end', why: 'its deadline has passed' };
  if (all) return { kind: 'end', why: 'all were asked for' };
  const [by = '', pid = ''] = maker?.split(' ') ?? [];
  if (by === '') return { kind: 'leave', why: 'who made it is not known' };
  if (by !== self) return { kind: 'leave', why: `${by} made it and may be using it` };
  if (isAlive(Number(pid))) return { kind: 'leave', why: `plumbline process ${pid} of this machine uses it` };
  return { kind: 'end', why: `plumbline process ${pid}, which made it, is gone` };
}
