import type { Program } from './program.ts';

/** sudo of a node: whoever logs in may become root without a password. */
export const sudo: Program = async (start) => {
  const words = start.argv.slice(1);
  while (words[0]?.startsWith('-') === true) {
    const option = words.shift();
    if (option === '--') break;
    if (option === '-u' || option === '-g') words.shift();
  }
  const [name] = words;
  if (name === undefined) {
    start.stderr.write('usage: sudo -h | -K | -k | -V\n');
    return 1;
  }
  const program = start.machine.has(name) ? start.findProgram(name) : undefined;
  if (program === undefined) {
    start.stderr.write(`sudo: ${name}: command not found\n`);
    return 1;
  }
  return program({ ...start, argv: words });
};
