import { expect, it } from 'vitest';
import { isProductionContext } from '../../../src/config/production.ts';

it.each([
  ['*prod*', 'eu1-PROD-a', true],
  ['*prod*', 'staging', false],
  ['prod', 'prod', true],
  ['prod', 'prod-2', false],
  ['prod-*', 'prod-eu1', true],
  ['*-live', 'shop-live', true],
  ['*-live', 'live', false],
  ['a*b*c', 'a--b--c', true],
  ['a*b*c', 'a--c--b', false],
  ['ab*ba', 'aba', false],
  ['*', 'anything', true],
  ['', 'anything', false],
  ['p.od', 'prod', false],
])('pattern %j and context %j: %s', (pattern, context, expected) => {
  expect(isProductionContext({ productionContexts: [pattern] }, context)).toBe(expected);
});
