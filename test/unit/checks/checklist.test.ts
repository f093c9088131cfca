import { expect, it } from 'vitest';
import { checklistItems } from '../../../checks/index.ts';

it("holds the guide's thirteen items: four before, five during, four after, in that order", () => {
  expect(checklistItems.map(({ phase }) => phase)).toEqual([
    ...Array<string>(4).fill('before'),
    ...Array<string>(5).fill('during'),
    ...Array<string>(4).fill('after'),
  ]);
});

it('gives every item an id of its own, under its phase', () => {
  expect(new Set(checklistItems.map(({ id }) => id)).size).toBe(13);
  for (const { id, phase } of checklistItems) expect(id).toMatch(new RegExp(`^${phase}/[a-z-]+$`));
});

it('fits the short text into 22 cells of plain ASCII', () => {
  for (const { short } of checklistItems) expect(short).toMatch(/^[ -~]{3,22}$/);
});
