/** What a resolver configuration says (resolv.conf(5)). */
export interface ResolverConfiguration {
  /** At most three are used by the C library. */
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  /** Names with fewer dots are tried with the search list first; 1 unless set. */
  readonly ndots: number;
  readonly options: readonly string[];
}

/** Reads a resolv.conf; the last of several `search` or `domain` lines counts, comments start with # or ;. Never throws. */
export function parseResolvConf(text: string): ResolverConfiguration {
  const nameservers: string[] = [];
  const options: string[] = [];
  let search: readonly string[] = [];
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line
      .replace(/[#;].*$/, '')
      .trim()
      .split(/\s+/);
    const [first] = values;
    if (keyword === 'nameserver' && first !== undefined) nameservers.push(first);
    if (keyword === 'search' || keyword === 'domain') search = values;
    if (keyword === 'options') options.push(...values);
  }
  const ndots = options.flatMap((option) => /^ndots:(\d+)$/.exec(option)?.[1] ?? []).at(-1);
  return {
    nameservers: nameservers.slice(0, 3),
    search,
    ndots: ndots === undefined ? 1 : Math.min(15, Number(ndots)),
    options,
  };
}
