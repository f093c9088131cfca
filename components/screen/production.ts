/** Whether a context is marked production: an exact name, or a pattern in which `*` stands for anything. */
export function isProduction(context: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const expression = pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*');
    return new RegExp(`^${expression}$`, 'i').test(context);
  });
}
