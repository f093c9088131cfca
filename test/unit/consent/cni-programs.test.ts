import { describe, expect, it } from 'vitest';
import { intentOfCommand } from '../../../src/consent/intent-of-command.ts';

const kindOf = (line: string) => intentOfCommand(line.split(' ')).kind;

describe('programs of CNIs in observe mode', () => {
  it.each([
    'birdcl -s /var/run/calico/bird.ctl show protocols',
    'birdcl6 show protocols all',
    'calicoctl node status',
    'calicoctl get ippool -o wide',
    'calicoctl ipam show --show-blocks',
    'calico-node -bpf counters dump',
    'calico component node bpf counters dump',
    'cilium-dbg status -o json',
    'cilium status --verbose',
    'cilium-dbg endpoint list -o json',
    'cilium-dbg bpf policy get --all -o json',
    'cilium-dbg bpf metrics list -o json',
    'cilium-dbg bpf tunnel list',
    'cilium-dbg fqdn cache list -o json',
    'cilium-dbg monitor --type drop -j',
    'cilium-health status -o json',
    'hubble observe --verdict DROPPED --last 50 -o json',
  ])('%s only looks', (line) => {
    expect(kindOf(line)).toBe('run');
  });

  it.each([
    'birdcl disable Mesh_10_0_0_1',
    'birdcl -s /tmp/other.ctl show protocols',
    'birdcl configure',
    'calicoctl ipam release --ip 10.0.0.1',
    'calicoctl delete ippool main',
    'calicoctl node run',
    'calicoctl get ippool -o custom-columns=NAME',
    'calico-node -bpf conntrack clean',
    'cilium-dbg endpoint delete 5',
    'cilium-dbg bpf policy delete 5 ingress 1',
    'cilium-dbg fqdn cache clean',
    'cilium-dbg endpoint config 5 Debug=true',
    'cilium-dbg cleanup',
    'cilium connectivity test',
    'hubble record',
    'hubble observe --input-file /etc/shadow',
  ])('%s does more than look', (line) => {
    expect(kindOf(line)).toBe('run-arbitrary');
  });
});
