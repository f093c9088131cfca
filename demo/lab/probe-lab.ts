import { findProgram, labPrograms } from './programs.ts';
import { openSandbox } from './sandbox.ts';

export type LabPossible = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Everything of the kernel that the lab needs, in small. */
const trial = `
mount -t tmpfs tmpfs /run
mkdir /run/netns
ip netns add a
ip netns add b
ip link add name one netns a type veth peer name two netns b
ip -n a link add name bridge0 type bridge
ip -n a link set one up
ip -n a link add name tunnel0 type vxlan id 1 dev one dstport 8472 nolearning
nsenter --net=/run/netns/a nft '
table ip t {
  chain pre { type nat hook prerouting priority dstnat; tcp dport 80 dnat to 10.0.0.1:8080; }
  chain post { type nat hook postrouting priority srcnat; masquerade; }
  chain in { type filter hook input priority filter; ct direction reply ct state established accept; numgen random mod 100 < 30 drop; reject; }
}'
`;

/** Tries the real thing in small, in some 50 ms; `reason` is a sentence that says what is missing or forbidden. */
export async function probeLab(): Promise<LabPossible> {
  if (process.platform !== 'linux') return { ok: false, reason: 'The lab needs Linux.' };
  const missing = labPrograms.filter((program) => findProgram(program) === undefined);
  if (missing.length > 0) {
    return { ok: false, reason: `The lab needs ${missing.join(', ')}, not installed here.` };
  }
  try {
    const sandbox = await openSandbox();
    try {
      await sandbox.run(trial);
      return { ok: true };
    } finally {
      await sandbox.stop();
    }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: `This machine does not let a plain user build networks: ${words}` };
  }
}
