/**
 * The candidates that a misspelt `word` most likely meant, best first, at most `most`. Near means: one contains the
 * other, or a third of the letters (at least one, at most three) must change.
 */
export function nearNames(word: string, candidates: Iterable<string>, most = 3): readonly string[] {
  const wanted = word.toLowerCase();
  const limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)));
  const near: { readonly name: string; readonly distance: number }[] = [];
  for (const name of candidates) {
    const other = name.toLowerCase();
    const distance = editDistance(wanted, other, limit);
    if (distance <= limit) near.push({ name, distance });
    else if (wanted.length >= 3 && (other.includes(wanted) || wanted.includes(other))) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, most).map(({ name }) => name);
}

/** Insertions, deletions, replacements and swaps of neighbours from `a` to `b`; more than `limit` is `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    if (Math.min(...row) > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}
