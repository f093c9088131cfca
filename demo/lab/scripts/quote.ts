/** One word of a shell script, whatever it holds. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Feeds `text` to a command's standard input. The text must not hold a line that is just the end mark. */
export function feed(command: string, text: string): string {
  const end = 'PLUMBLINE_END';
  if (text.split('\n').includes(end))
    throw new Error(`A text for the lab holds its own end mark: ${text.slice(0, 80)}`);
  return `${command} <<'${end}'\n${text}\n${end}`;
}

/** Runs commands side by side and waits for all of them; one that fails, fails the script. */
export function sideBySide(commands: readonly string[]): string {
  if (commands.length === 0) return '';
  const started = commands.map((command) => `{\n${command}\n} &\nall="$all $!"`);
  return ['all=', ...started, 'for one in $all; do wait "$one"; done'].join('\n');
}

/** Runs a command in a network namespace of the lab. */
export function inNetwork(networkNamespace: string, command: string): string {
  return `nsenter --net=/run/netns/${networkNamespace} ${command}`;
}
