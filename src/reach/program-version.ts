/** What a program's own words say about it; undefined for what they do not say. */
export interface ProgramVersion {
  readonly flavour: string | undefined;
  readonly version: string | undefined;
}

/* Each: the program it is about, the flavour, and where the version stands. */
const wordings: readonly (readonly [RegExp, string, RegExp])[] = [
  [/^ping/, 'iputils', /iputils[ -]s?(\d{8})/],
  [/^(ping|nc)/, 'busybox', /BusyBox v([\d.]+)/],
  [/^ping/, 'inetutils', /GNU inetutils\) ([\d.]+)/],
  [/^iperf3$/, 'iperf3', /^iperf (\d+\.\d+(?:\.\d+)?)/],
  [/^nc$/, 'ncat', /Ncat ([\d.]+)/],
  [/^nc$/, 'openbsd', /OpenBSD netcat(?: \(Debian patchlevel ([\d.-]+)\))?/],
  [/^nc$/, 'traditional', /^\[v(\d[\d.-]*)\]/],
];

/** Reads the first lines of `ping -V`, `iperf3 --version` or `nc -h`. Total: unknown words tell nothing. */
export function readVersion(program: string, lines: readonly string[]): ProgramVersion {
  for (const [about, flavour, wording] of wordings) {
    if (!about.test(program)) continue;
    for (const line of lines) {
      const match = wording.exec(line.trim());
      if (match !== null) return { flavour, version: match[1] };
    }
  }
  return { flavour: undefined, version: undefined };
}
