import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checklistItems } from '../../../checks/index.ts';
import type { ClusterId } from '../../../src/contracts/change.ts';
import { appendEntry } from '../../../src/incident/entry-types.ts';
import { createIncident, type Incident } from '../../../src/incident/incident.ts';
import { cluster, fileOf, link, linesOf, stateFolder } from './support.ts';

const dns = 'during/dns';

function incidentFor(folder: string): Incident {
  const incident = createIncident({ stateFolder: folder, items: checklistItems, version: '0.1.0', mode: 'observe' });
  onTestFinished(() => incident.close());
  return incident;
}

const marks = (incident: Incident): string[] =>
  incident.checklist
    .getSnapshot()
    .filter(({ mark }) => mark !== 'open')
    .map(({ item, mark }) => `${item.id} ${mark}`);

describe('the next session on a cluster', () => {
  it('shows the checklist, the links and the measurements of the one before', async () => {
    const state = stateFolder();
    const first = incidentFor(state);
    await first.enter(cluster, 'prod');
    first.checklist.mark(dns, 'done');
    first.recentLinks.add(link('backend'));
    const measured = { link: link('backend'), probe: 'latency', at: 5, sentence: 'p50 0.14 ms', result: null } as const;
    appendEntry(first.recorder, 'probe/summary', measured);
    await first.close();

    const second = incidentFor(state);
    await second.enter(cluster, 'the same by another name');
    expect(marks(second)).toEqual([`${dns} done`]);
    expect(second.recentLinks.getSnapshot()).toEqual([link('backend')]);
    expect(second.previous.getSnapshot()).toEqual([measured]);
  });

  it('shows nothing of another cluster', async () => {
    const state = stateFolder();
    const first = incidentFor(state);
    await first.enter(cluster, 'prod');
    first.checklist.mark(dns, 'done');
    await first.close();
    const second = incidentFor(state);
    await second.enter('another' as ClusterId, 'prod');
    expect(marks(second)).toEqual([]);
  });
});

describe('what happens before the cluster is known', () => {
  it('is shown at once and recorded with its time as soon as it is', async () => {
    const state = stateFolder();
    let now = 1_000;
    const incident = createIncident({
      stateFolder: state,
      items: checklistItems,
      version: '0.1.0',
      mode: 'observe',
      now: () => now,
    });
    onTestFinished(() => incident.close());
    incident.checklist.mark(dns, 'done');
    expect(marks(incident)).toEqual([`${dns} done`]);
    now = 9_000;
    await incident.enter(cluster, 'prod');
    expect(marks(incident)).toEqual([`${dns} done`]);
    expect(linesOf(fileOf(state)).map(({ type, wall }) => [type, wall])).toEqual([
      ['session/started', 9_000],
      ['checklist/marked', 1_000],
    ]);
  });
});

describe('a cluster that never answers', () => {
  const unknownFile = (state: string): string => join(state, 'clusters', 'not-known-yet', 'record.ndjson');
  const typesIn = (path: string): string[] => linesOf(path).map(({ type }) => type);

  it('leaves what was done in a record beside those of the clusters', async () => {
    const state = stateFolder();
    const incident = incidentFor(state);
    incident.checklist.note(dns, 'the API server is down');
    await incident.close();
    expect(typesIn(unknownFile(state))).toEqual(['session/started', 'checklist/noted', 'session/ended']);
  });

  it('leaves no file when nothing was done', async () => {
    const state = stateFolder();
    await incidentFor(state).close();
    expect(existsSync(join(state, 'clusters'))).toBe(false);
  });

  it('and answers at last has it all in its own record; the other one says so', async () => {
    const state = stateFolder();
    const incident = incidentFor(state);
    incident.checklist.mark(dns, 'done');
    await incident.enter(cluster, 'prod');
    expect(typesIn(fileOf(state))).toEqual(['session/started', 'checklist/marked']);
    expect(typesIn(unknownFile(state))).toEqual(['session/started', 'checklist/marked', 'record/moved']);
    expect(incident.path()).toBe(fileOf(state));
  });

  it('shows that even that cannot be written', async () => {
    const state = join(stateFolder(), 'file');
    writeFileSync(state, '');
    const incident = incidentFor(state);
    const told = new Promise<void>((resolve) => {
      incident.problem.subscribe(() => resolve());
    });
    incident.checklist.mark(dns, 'done');
    await told;
    expect(incident.problem.getSnapshot()?.sentence).toContain('is not a folder');
  });
});

describe('switching to another context', () => {
  it('shows that cluster’s work, and this one’s again after switching back', async () => {
    const incident = incidentFor(stateFolder());
    await incident.enter(cluster, 'a');
    incident.checklist.mark(dns, 'done');
    await incident.leave();
    await incident.enter('another' as ClusterId, 'b');
    expect(marks(incident)).toEqual([]);
    incident.checklist.mark('after/root-cause', 'not-applicable');
    await incident.leave();
    await incident.enter(cluster, 'a');
    expect(marks(incident)).toEqual([`${dns} done`]);
  });

  it('to the same cluster by another name changes nothing', async () => {
    const state = stateFolder();
    const incident = incidentFor(state);
    await incident.enter(cluster, 'a');
    await incident.enter(cluster, 'alias');
    expect(linesOf(fileOf(state)).map(({ type }) => type)).toEqual(['session/started']);
  });
});

it('a session that ends by itself says so in the record', async () => {
  const state = stateFolder();
  const incident = incidentFor(state);
  await incident.enter(cluster, 'prod');
  expect(incident.path()).toBe(fileOf(state));
  await incident.close();
  expect(linesOf(fileOf(state)).map(({ type }) => type)).toEqual(['session/started', 'session/ended']);
});
