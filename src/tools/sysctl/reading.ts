import { judgedReader } from '../reading/judged.ts';
import { meaningOfSettings } from './meaning.ts';
import { parseSysctl } from './parse.ts';

/** Reads saved kernel settings. */
export const sysctlReader = judgedReader({
  tool: 'sysctl',
  about: 'sysctl of procps and BusyBox',
  parse: parseSysctl,
  summary: ({ items }) => ({
    settings: Object.fromEntries(items.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]))),
    absent: items.filter(({ error }) => error !== undefined).map(({ name }) => name),
  }),
  meaning: ({ items }) => meaningOfSettings(items),
});
