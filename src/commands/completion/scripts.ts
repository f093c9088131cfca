import { completionWord } from './answer.ts';

/** The shells for which there is a script. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * The script for one shell. All it does is to hand over what is typed and to show what `plumbline` answers, so that it
 * stays true whatever the commands become.
 */
export function completionScript(shell: Shell): string {
  return { bash, zsh, fish }[shell];
}

/** What kubectl calls for `kubectl plumbline <Tab>`: it finds this by its name on the PATH. */
export const kubectlCompletion = `#!/bin/sh
exec kubectl-plumbline ${completionWord} "$@"
`;

const bash = `# Completion of plumbline for bash. In ~/.bashrc: source <(plumbline completion bash)
_plumbline() {
  local line=\${COMP_LINE:0:COMP_POINT} answer directive current candidate before
  local -a words candidates=()
  # bash breaks words at = and : itself; plumbline's own words hold both.
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current=\${words[-1]}
  answer=$("\${words[0]/#\\~/$HOME}" ${completionWord} "\${words[@]:1}" 2>/dev/null) || return 0
  directive=\${answer##*:}
  while IFS=$'\\t' read -r candidate _; do
    [[ -n $candidate && $candidate != :* ]] && candidates+=("$candidate")
  done <<<"$answer"
  if (( \${#candidates[@]} == 0 && (directive & 4) == 0 )); then
    before=\${current%"\${current##*=}"}
    mapfile -t COMPREPLY < <(compgen -f -- "\${current#"$before"}")
    compopt -o filenames 2>/dev/null
    return 0
  fi
  before=\${current%"\${current##*[=:]}"}
  COMPREPLY=("\${candidates[@]#"$before"}")
  (( directive & 2 )) && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _plumbline plumbline kubectl-plumbline
`;

const zsh = `#compdef plumbline kubectl-plumbline
# Completion of plumbline for zsh. In ~/.zshrc, behind compinit: source <(plumbline completion zsh)
_plumbline() {
  local line directive
  local -a answer candidates
  answer=("\${(@f)$(\${words[1]} ${completionWord} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  directive=\${answer[-1]#:}
  answer[-1]=()
  for line in $answer; do
    # _describe divides at the first colon that is not escaped.
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#candidates} == 0 && (directive & 4) == 0 )); then
    _files
  elif (( directive & 2 )); then
    _describe plumbline candidates -S ''
  else
    _describe plumbline candidates
  fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _plumbline "$@"
else
  compdef _plumbline plumbline kubectl-plumbline
fi
`;

const fish = `# Completion of plumbline for fish. In ~/.config/fish/config.fish: plumbline completion fish | source
function __plumbline_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    $program ${completionWord} $words (commandline -ct) 2>/dev/null | string match -rv '^:[0-9]+$'
end
function __plumbline_wants_files
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l directive ($program ${completionWord} $words (commandline -ct) 2>/dev/null | string match -r '^:[0-9]+$')
    contains -- "$directive" :0 :2
end
for program in plumbline kubectl-plumbline
    complete -c $program -f -a '(__plumbline_complete)'
    complete -c $program -F -n __plumbline_wants_files
end
`;
