/**
 * The scripts that make shells ask `tracectl completion <shell> -- <words>` at the tab key. They evaluate nothing of what it
 * answers: names of services come from servers. The first line of the answer is `files` where files may stand, too,
 * `nospace` where the word goes on; a candidate a line follows, with a tab and its description except in bash.
 */

/** The shells that there are scripts for. */
export const shells = ['bash', 'zsh', 'fish'] as const;

/** One of the shells. */
export type Shell = (typeof shells)[number];

const bash = `# Completion of tracectl for bash. In ~/.bashrc: source <(tracectl completion bash)
_tracectl() {
  local directive='' value
  COMPREPLY=()
  {
    read -r directive
    while IFS= read -r value; do COMPREPLY+=("$value"); done
  } < <(tracectl completion bash -- "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
  case $directive in
    files)
      while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$2")
      compopt -o filenames 2>/dev/null
      ;;
    nospace) compopt -o nospace 2>/dev/null ;;
  esac
}
complete -F _tracectl tracectl
`;

const zsh = `#compdef tracectl
# Completion of tracectl for zsh. In ~/.zshrc, behind compinit: source <(tracectl completion zsh)
_tracectl() {
  local -a lines values shown
  local directive line value description
  lines=("\${(@f)$(tracectl completion zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  directive=$lines[1]
  for line in "\${(@)lines[2,-1]}"; do
    value=\${line%%$'\\t'*}
    description=\${line#*$'\\t'}
    values+=("$value")
    shown+=("$value\${description:+  -- $description}")
  done
  local -a suffix
  [[ $directive == nospace ]] && suffix=(-S '')
  (( $#values )) && compadd $suffix -l -d shown -a values
  if [[ $directive == files ]]; then
    compset -P '--*='
    _files
  fi
}
if [[ $funcstack[1] == _tracectl ]]; then
  _tracectl "$@"
else
  compdef _tracectl tracectl
fi
`;

const fish = `# Completion of tracectl for fish: tracectl completion fish > ~/.config/fish/completions/tracectl.fish
function __tracectl_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l lines (tracectl completion fish -- $words "$current" 2>/dev/null)
    if test "$lines[1]" = files
        __fish_complete_path "$current"
    end
    set -e lines[1]
    for line in $lines
        printf '%s\\n' $line
    end
end
complete -c tracectl -f -a '(__tracectl_complete)'
`;

/** The script for each shell. */
export const completionScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
