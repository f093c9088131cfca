/** What a runtime or a shell says when a program is not there. */
export interface MissingProgram {
  readonly program: string;
  /** The words it was told by, whole. */
  readonly message: string;
}

/*
 * Wordings by origin. Each captures the program.
 * runc: exec: "ping": executable file not found in $PATH; exec: "/bin/sh": stat /bin/sh: no such file or directory
 * crun: executable file `ping` not found in $PATH
 * containerd with gVisor or Kata, old docker: starting container process caused "exec: \"ping\": executable file …"
 */
const runtimeWordings: readonly RegExp[] = [
  /exec:? \\*"([^"\\]+)\\*": executable file not found/,
  /exec:? \\*"([^"\\]+)\\*": (?:stat|fork\/exec) \S+: no such file or directory/,
  /exec:? \\*"([^"\\]+)\\*": no such file or directory/,
  /executable file [`'"]([^`'"]+)[`'"] not found/,
  /exec ([^\s:]+): no such file or directory/,
  /failed to find (?:executable|path) "?([^\s":]+)"?(?: in \$PATH)?: .*no such file/i,
];

/* Shells, env, timeout, chroot and nsenter. `sh: 1: ping: not found`, `bash: line 1: ping: command not found`, `sh: exec: line 0: ping: not found`. */
const shellWordings: readonly RegExp[] = [
  /^nsenter: (?:failed to execute |can't execute ')([^:']+)'?: No such file or directory$/,
  /^(?:env|timeout|nohup|chroot): (?:failed to run command |can't execute )?[‘'"`]([^’'"`]+)[’'"`]: No such file or directory$/,
  /^[^\s:]+: can't execute '([^']+)': No such file or directory$/,
  /^[^\s:]+: (?:exec: )?(?:line )?(?:\d+: )?(?:exec: )?([^\s:]+): (?:command )?not found$/,
  /^[^\s:]+: (?:exec: )?(?:line )?(?:\d+: )?(?:exec: )?([^\s:]+): No such file or directory$/,
];

/** Recognises the message of a container runtime that could not start a program because it is not in the image. */
export function missingInRuntimeMessage(message: string): MissingProgram | undefined {
  for (const wording of runtimeWordings) {
    const program = wording.exec(message)?.[1];
    if (program !== undefined) return { program, message };
  }
  return undefined;
}

/**
 * Recognises a missing program by exit code and output. 126 and 127 alone prove nothing (a program may end with
 * either), so the words have to say it too. Old runtimes print their own failure to stdout and end with 126.
 */
export function missingByExit(code: number, output: readonly string[]): MissingProgram | undefined {
  if (code !== 126 && code !== 127) return undefined;
  for (const line of output) {
    const found = /OCI runtime|container process|failed to exec\b/.test(line)
      ? missingInRuntimeMessage(line)
      : missingInShellLine(line);
    if (found !== undefined) return found;
  }
  return undefined;
}

function missingInShellLine(line: string): MissingProgram | undefined {
  for (const wording of shellWordings) {
    const program = wording.exec(line.trim())?.[1];
    if (program !== undefined) return { program, message: line.trim() };
  }
  return undefined;
}
