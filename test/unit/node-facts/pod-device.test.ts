import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fact, RawOutputId } from '../../../src/contracts/node-facts.ts';
import { podDevice } from '../../../src/node-facts/pod-device.ts';
import { parseForwardingEntries } from '../../../src/tools/bridge/fdb.ts';
import { parseDevices } from '../../../src/tools/ip/devices.ts';
import { parseNeighbours } from '../../../src/tools/ip/neighbours.ts';
import { parseRoutes } from '../../../src/tools/ip/routes.ts';

const lines = (file: string) => readFileSync(new URL(`captures/${file}`, import.meta.url), 'utf8').split('\n');
const known = <Value>(value: Value): Fact<Value> => ({ known: true, value, from: 'x' as RawOutputId });
const unknown: Fact<never> = { known: false, why: 'ip is not installed there', from: undefined };

const flannel = {
  devices: known(parseDevices(lines('addr.json')).items),
  routes: known(parseRoutes(lines('route.json')).items),
  neighbours: known(parseNeighbours(lines('neigh.json')).items),
  forwarding: known(parseForwardingEntries(lines('fdb.json')).items),
};
const web = { namespace: 'shop', name: 'web-1', addresses: ['10.244.1.5'] };
const inside = parseDevices(lines('pod.json')).items.find(({ name }) => name === 'eth0');

describe("the node's end of a pod's device", () => {
  it('is the one whose number the end in the pod tells', () => {
    expect(podDevice({ ...flannel, neighbours: unknown }, { ...web, inside })).toMatchObject({
      found: true,
      device: { name: 'vethd5a0c1f2' },
      how: expect.stringContaining('number 6'),
    });
  });

  it('is not a device with that number that is paired with another one', () => {
    const other = { ...web, inside: { index: 99, peer: 'if6' } };
    expect(podDevice({ ...flannel, neighbours: unknown }, other)).toMatchObject({ found: false });
  });

  it('is the port of the bridge behind which its MAC address was seen', () => {
    expect(podDevice(flannel, web)).toMatchObject({ found: true, device: { name: 'vethd5a0c1f2' } });
  });

  it('has the name that Calico makes of the pod', () => {
    // sha1('shop.web-1')
    const devices = parseDevices([
      '9: cali751425ce827@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UP',
    ]).items;
    const found = podDevice(
      { devices: known(devices), routes: unknown, neighbours: unknown, forwarding: unknown },
      web,
    );
    expect(found).toMatchObject({ found: true, how: expect.stringContaining('Calico') });
  });

  it('is where the route to its address alone goes', () => {
    const devices = parseDevices([
      '9: lxc12345@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UP',
    ]).items;
    const routes = parseRoutes(['10.244.0.0/16 dev cilium_host', '10.244.1.5 dev lxc12345 scope link']).items;
    const facts = { devices: known(devices), routes: known(routes), neighbours: unknown, forwarding: unknown };
    expect(podDevice(facts, web)).toMatchObject({ found: true, device: { name: 'lxc12345' } });
  });

  it('is not guessed: what does not tell is said', () => {
    expect(podDevice({ ...flannel, neighbours: unknown }, web)).toMatchObject({ found: false });
    expect(podDevice({ ...flannel, devices: unknown }, web)).toEqual({
      found: false,
      why: "the node's devices are not known: ip is not installed there",
    });
  });
});
