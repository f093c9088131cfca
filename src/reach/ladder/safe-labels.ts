/** Labels that a controller gives to the pods it counts as its own: with them a pod may be adopted, and another one deleted for it. */
const controllerLabels: readonly RegExp[] = [
  /^pod-template-hash$/,
  /^pod-template-generation$/,
  /^controller-revision-hash$/,
  /^controller-uid$/,
  /^job-name$/,
  /^statefulset\.kubernetes\.io\//,
  /^apps\.kubernetes\.io\//,
  /^batch\.kubernetes\.io\//,
  /^app\.kubernetes\.io\/managed-by$/,
];

/** What a label selector asks for, as far as it matters here: which keys it looks at. */
export type SelectedKeys = ReadonlySet<string>;

/** Which labels of a pod a probe pod gets, and which not. */
export interface CopiedLabels {
  readonly copied: Readonly<Record<string, string>>;
  readonly left: readonly string[];
  /** 'copied are …; left out are …', a clause. */
  readonly words: string;
}

/**
 * The labels that a probe pod may share with the pod that it stands for. A Service would send it traffic, and a controller
 * would adopt it and delete another pod for it, by their selectors: so no label is copied whose key any of them looks at.
 * Where those selectors are not all known, none is copied. Pure.
 */
export function safeLabels(labels: Readonly<Record<string, string>>, selected: SelectedKeys | undefined): CopiedLabels {
  const keys = Object.keys(labels).toSorted();
  if (selected === undefined) {
    return { copied: {}, left: keys, words: 'no label is copied, for not every selector of the namespace can be read' };
  }
  const safe = (key: string): boolean => !selected.has(key) && !controllerLabels.some((label) => label.test(key));
  const copied = keys.filter(safe);
  const left = keys.filter((key) => !safe(key));
  const words =
    copied.length === 0
      ? 'no label is copied, for Services or controllers select by each of them'
      : `copied labels: ${copied.join(', ')}${left.length === 0 ? '' : `; left out, for Services or controllers select by them: ${left.join(', ')}`}`;
  return { copied: Object.fromEntries(copied.map((key) => [key, labels[key] ?? ''])), left, words };
}
