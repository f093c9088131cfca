import type { Command } from 'commander';

/**
 * The options of a command with those given before its name: `plumbline --context a probe connect` and
 * `plumbline probe connect --context a` mean the same. What was typed wins over defaults, the inner over the outer.
 */
export function mergedOptions(command: Command): Record<string, unknown> {
  const chain: Command[] = [];
  for (let current: Command | null = command; current !== null; current = current.parent) chain.unshift(current);
  const defaults: Record<string, unknown> = {};
  const typed: Record<string, unknown> = {};
  for (const one of chain) {
    for (const [name, value] of Object.entries(one.opts())) {
      if (one.getOptionValueSource(name) === 'cli') typed[name] = value;
      else defaults[name] = value;
    }
  }
  return { ...defaults, ...typed };
}
