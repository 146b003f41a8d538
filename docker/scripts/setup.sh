#!/usr/bin/env bash
#
# From a fresh droplet to the first payment page; `setup.sh --help` says how. Each step looks at what is there and does
# what is missing, so it may be run again at any time: after a fault, or to change what it can change.
set -euo pipefail

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
. "$scripts/lib.sh"
for part in arguments settings system packages firewall folders network environment deploy-user ending; do
  # shellcheck source=/dev/null # the files of setup/, each checked by itself
  . "$scripts/setup/$part.sh"
done
# shellcheck source=deploy-access.sh
. "$scripts/deploy-access.sh"

parse_arguments "$@"
need_root
take_lock
settle_all

step 'System'
check_system
make_swap

step 'Packages'
install_packages
install_docker
sync_time

step 'Firewall'
open_firewall

step 'Folders'
make_folders

step 'Settings and secrets'
write_settings

step 'Domains and ports'
check_network

step 'Certificate'
tls_words=()
[ -z "${GIVEN[staging]:-}" ] || tls_words+=(--staging)
[ "$DRY_RUN" = 0 ] || tls_words+=(--dry-run)
"$scripts/tls-setup.sh" "${tls_words[@]}"

step 'Servers'
# Without BTCPay's key they could not start; `connect`, which makes it, is a word of the same image.
if has_value "$SERVER_ENV" BTCPAY_API_KEY && has_value "$SERVER_ENV" BTCPAY_STORE_ID; then
  connected=yes
  run "$scripts/deploy.sh"
else
  connected=no
  run "$scripts/deploy.sh" --prepare
  check_environment
fi

if [ -n "${GIVEN[DEPLOY_KEY]:-}" ]; then
  step 'Deploys from GitHub Actions'
  make_deploy_user "${GIVEN[DEPLOY_KEY]}"
fi

step 'What is next'
say_next "$connected"
