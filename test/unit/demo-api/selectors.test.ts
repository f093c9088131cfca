import { describe, expect, it } from 'vitest';
import { findResource } from '../../../demo/api/resources/registry.ts';
import { parseFieldSelector } from '../../../demo/api/select/field-selector.ts';
import { parseLabelSelector } from '../../../demo/api/select/label-selector.ts';

const labels = { app: 'web', tier: 'front', 'example.com/size': '3', empty: '' };

describe('label selectors', () => {
  it.each([
    ['app=web', true],
    ['app==web', true],
    ['app=api', false],
    ['app!=api', true],
    ['missing!=api', true],
    ['app in (api, web)', true],
    ['app in (api)', false],
    ['app notin (api,db)', true],
    ['missing notin (api)', true],
    ['app', true],
    ['missing', false],
    ['!missing', true],
    ['!app', false],
    ['example.com/size>2', true],
    ['example.com/size<3', false],
    ['empty=', true],
    ['app=web,tier in (front,back),!missing', true],
    ['app=web,tier=back', false],
    ['', true],
  ])('reads %j as %j', (selector, expected) => {
    expect(parseLabelSelector(selector)(labels)).toBe(expected);
  });

  it.each(['app in', 'app = a b', '=x', 'a>b', '!app=web', 'app in (a'])('refuses %j with 400', (selector) => {
    expect(() => parseLabelSelector(selector)).toThrow(
      expect.objectContaining({ status: expect.objectContaining({ code: 400 }) }),
    );
  });
});

describe('field selectors', () => {
  const pods = findResource('', 'v1', 'pods');
  if (pods === undefined) throw new Error('the demo serves no pods');
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'shop' },
    spec: { nodeName: 'worker-1', containers: [] },
    status: { phase: 'Running' },
  };

  it.each([
    ['metadata.name=web-1', true],
    ['metadata.namespace!=shop', false],
    ['spec.nodeName=worker-1,status.phase!=Failed,status.phase!=Succeeded', true],
    ['status.phase==Pending', false],
  ])('reads %j as %j', (selector, expected) => {
    expect(parseFieldSelector(selector, pods)(pod)).toBe(expected);
  });

  it("refuses a field that pods cannot be selected by in the server's words", () => {
    expect(() => parseFieldSelector('spec.image=x', pods)).toThrow('field label not supported: spec.image');
  });
});
