# shellcheck shell=bash
#
# What the deploy key may do, as sshd and sudo read it (A51). Sourced after lib.sh; setup.sh writes both lines.

# Prints the line of authorized_keys for the public key KEY: it runs one command, whatever the client asks for, and gets
# no terminal, no forwarding and no file of the host.
forced_command_line() { printf 'restrict,command="%s/scripts/deploy-command.sh" %s\n' "$LP_DOCKER" "$1"; }

# Prints the rule of sudo: the user deploy may run deploy.sh as root with one full commit, forward only, and nothing else.
# A class a digit, since a `*` of sudo would match blanks too, and so further options.
sudoers_line() {
  local digits
  printf -v digits '[0-9a-f]%.0s' {1..40}
  printf 'deploy ALL=(root) NOPASSWD: %s/scripts/deploy.sh --forward-only --ref %s\n' "$LP_DOCKER" "$digits"
}
