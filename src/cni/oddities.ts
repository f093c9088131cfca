/**
 * In which traits a node differs from most others: 'MTU of cni0 1500, others 1450'. Only where more than half of at least
 * three nodes that tell the trait agree; a value of its own on every node is nothing odd. Pure.
 * @param traits by node, then by the trait's name.
 */
export function oddities(
  traits: ReadonlyMap<string, Readonly<Record<string, string>>>,
): ReadonlyMap<string, readonly string[]> {
  const counts = new Map<string, Map<string, number>>();
  for (const of of traits.values()) {
    for (const [trait, value] of Object.entries(of)) {
      const values = counts.get(trait) ?? new Map<string, number>();
      counts.set(trait, values);
      values.set(value, (values.get(value) ?? 0) + 1);
    }
  }
  const usual = new Map<string, string>();
  for (const [trait, values] of counts) {
    const total = [...values.values()].reduce((sum, count) => sum + count, 0);
    const [most] = [...values].sort(([, one], [, other]) => other - one);
    if (most !== undefined && total >= 3 && most[1] * 2 > total && values.size > 1) usual.set(trait, most[0]);
  }
  return new Map(
    [...traits].map(([node, of]) => [
      node,
      [...usual].flatMap(([trait, value]) => {
        const own = of[trait];
        return own === undefined || own === value ? [] : [`${trait} ${own}, others ${value}`];
      }),
    ]),
  );
}
