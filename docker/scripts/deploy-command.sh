#!/bin/bash -p
#
# All that the deploy key can do: sshd runs this instead of whatever the client asked for (deploy-access.sh has the line
# for authorized_keys). The client may say `deploy` and a full commit, nothing else; deploy.sh, as root, decides whether
# that commit may run.
#
#   ssh deploy@pay.example.com deploy 0123456789abcdef0123456789abcdef01234567
set -euo pipefail

# Of a client's environment nothing is read but its words; in another locale a-f could hold more than six letters.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [[ ! ${SSH_ORIGINAL_COMMAND-} =~ ^deploy\ ([0-9a-f]{40})$ ]]; then
  echo 'refused: this key can say "deploy" and the 40 digits of a commit on main, and nothing else' >&2
  exit 2
fi
exec env -i PATH="$PATH" sudo -n "$scripts/deploy.sh" --forward-only --ref "${BASH_REMATCH[1]}"
