import type { HelperKind, MadeHelper } from '../../contracts/ladder.ts';

/** What plumbline makes, in words. */
export const helperWords: Readonly<Record<HelperKind, string>> = {
  'debug-container': 'debug container',
  'probe-pod': 'probe pod',
  'node-debug-pod': 'debug pod',
};

/** 'in shop/web-1', 'for shop/web-1', 'on worker-1': where it is, or what it stands for. */
export function helperPlace({
  kind,
  namespace,
  pod,
  node,
}: Pick<MadeHelper, 'kind' | 'namespace' | 'pod' | 'node'>): string {
  switch (kind) {
    case 'debug-container':
      return `in ${namespace}/${pod}`;
    case 'probe-pod':
      return `for ${namespace}/${pod}`;
    case 'node-debug-pod':
      return `on ${node ?? '?'}`;
  }
}
