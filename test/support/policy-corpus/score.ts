/** One difference between what a case expects and what plumbline says. */
export interface Difference {
  readonly caseName: string;
  /** What of the case: the run, query or pair. */
  readonly what: string;
  /** Why plumbline says otherwise on purpose; undefined: nobody knows, which fails the test. */
  readonly reason: string | undefined;
  /** How many lines or flows differ for that reason. */
  readonly count: number;
}

/** How one suite fared. */
export interface SuiteScore {
  readonly suite: string;
  /** What is counted: 'connection lists', 'connectivity maps'. */
  readonly what: string;
  readonly total: number;
  readonly exact: number;
  readonly differences: readonly Difference[];
  /** What was left out, with the reason: 'multi-network (12 cases)'. */
  readonly leftOut: readonly string[];
}

/** 'netpol-analyzer connection lists: 39 of 43 exact (90.7 %)'. */
export function scoreLine({ suite, what, total, exact }: SuiteScore): string {
  const percent = total === 0 ? 100 : (100 * exact) / total;
  return `${suite} ${what}: ${exact} of ${total} exact (${percent.toFixed(1)} %)`;
}
