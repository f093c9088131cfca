import { countWords } from '../../text/words.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { type DeviceWords, parseEthtool } from './parse.ts';

/** Reads what ethtool said of a device. */
export const ethtoolReader = judgedReader({
  tool: 'ethtool',
  about: 'ethtool, -k, -i and -S',
  parse: parseEthtool,
  summary: ({ device, about, items }) => ({
    device,
    about,
    values: Object.fromEntries(items.map(({ name, value }) => [name, value])),
  }),
  meaning: meaningOfDevice,
});

function meaningOfDevice({ device = 'the device', about, items }: DeviceWords): Meaning {
  const value = (name: string) => items.find((item) => item.name === name)?.value;
  if (about === 'statistics') {
    const bad = items.filter(({ name, value: text }) => /err|drop|discard|miss|crc/i.test(name) && Number(text) > 0);
    if (bad.length === 0)
      return {
        state: 'unknown',
        sentence: `${countWords(items.length, 'counter')}, none of errors or drops above zero`,
      };
    const words = bad.slice(0, 6).map(({ name, value: text }) => `${name} ${text}`);
    return {
      state: 'warning',
      sentence: `Since the device is up: ${words.join(', ')}${bad.length > 6 ? ` and ${bad.length - 6} more` : ''}`,
    };
  }
  if (about === 'settings') {
    const link = value('Link detected');
    if (link === 'no') return { state: 'fault', sentence: `${device} has no link` };
    const speed = value('Speed');
    if (link === undefined)
      return { state: 'unknown', sentence: `Settings of ${device}; whether it has a link is not told` };
    return { state: 'ok', sentence: `${device} has a link${speed === undefined ? '' : ` of ${speed}`}` };
  }
  const checksum = value('tx-checksum-ip-generic');
  if (checksum === undefined)
    return { state: 'unknown', sentence: `${countWords(items.length, 'word')} of the driver of ${device}` };
  if (checksum !== 'on')
    return {
      state: 'unknown',
      sentence: `${device} computes checksums itself (tx-checksum-ip-generic is ${checksum})`,
    };
  const tunnel = /^(?:flannel|vxlan|cilium_vxlan|geneve|genev_sys)/.test(device);
  return {
    state: 'unknown',
    sentence: `${device} leaves checksums to the hardware (tx-checksum-ip-generic is on): usual${
      tunnel
        ? '; but where ping works and TCP to Services hangs, some kernels spoil the checksums of tunnels behind NAT: try it off'
        : ''
    }`,
  };
}
