import { resolveHost } from '../network/resolve.ts';
import type { Program } from './program.ts';

/** getent hosts, ahosts and ahostsv4; 2 when there is no such name, without a word. */
export const getent: Program = async (start) => {
  const { argv, stdout, stderr, machine, process } = start;
  const [database, ...keys] = argv.slice(1).filter((word) => !word.startsWith('-'));
  if (database !== 'hosts' && database !== 'ahosts' && database !== 'ahostsv4' && database !== 'ahostsv6') {
    stderr.write(database === undefined ? 'getent: wrong number of arguments\n' : `Unknown database: ${database}\n`);
    return 1;
  }
  let code = 0;
  for (const key of keys) {
    const resolution = await resolveHost(machine, process, key);
    if (resolution.kind !== 'addresses') {
      code = 2;
    } else if (database === 'hosts') {
      stdout.write(
        resolution.addresses.map((address) => `${address.padEnd(15)} ${resolution.canonicalName}\n`).join(''),
      );
    } else {
      const prefix = database === 'ahostsv6' ? '::ffff:' : '';
      for (const [index, address] of resolution.addresses.entries()) {
        const field = `${prefix}${address}`.padEnd(15);
        stdout.write(
          `${field} STREAM ${index === 0 ? resolution.canonicalName : ''}\n${field} DGRAM  \n${field} RAW    \n`,
        );
      }
    }
  }
  return code;
};
