/** The 32 bits of a dotted IPv4 address, or undefined for any other text. */
export function ipv4Bits(address: string): number | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  return parts.reduce((bits, part) => bits * 256 + Number(part), 0);
}

/** Whether an IPv4 address lies in a block such as '10.244.1.0/24'; false when either is not IPv4. */
export function inBlock(address: string, block: string): boolean {
  const [base = '', length = '32'] = block.split('/');
  const bits = ipv4Bits(address);
  const baseBits = ipv4Bits(base);
  if (bits === undefined || baseBits === undefined || !/^\d+$/.test(length)) {
    return false;
  }
  const size = 2 ** (32 - Number(length));
  return Math.floor(bits / size) === Math.floor(baseBits / size);
}

/** The address `offset` places after the first of a block: 1 is the gateway on flannel's bridge, 0 the VTEP. */
export function addressInBlock(block: string, offset: number): string {
  const bits = (ipv4Bits(block.split('/')[0] ?? '') ?? 0) + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
}
