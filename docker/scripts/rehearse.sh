#!/usr/bin/env bash
#
# A rehearsal with real money's programs and money without worth; `rehearse.sh --help` says how. Each step looks at what is
# there and does what is missing, so it may be run again at any time, and each run pays once.
set -euo pipefail

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
. "$scripts/lib.sh"
for part in work chain channel btcpay payment; do
  # shellcheck source=/dev/null # the files of rehearse/, each checked by itself
  . "$scripts/rehearse/$part.sh"
done

usage() {
  cat <<'END'
rehearse.sh: the whole system on regtest, on this machine alone, and one payment through all of it.

  rehearse.sh            brings it up, or what of it is missing, and pays once more
  rehearse.sh --down     ends it, and removes everything that it made
  rehearse.sh --dry-run  prints each command, changes nothing
  rehearse.sh --help

It starts BTCPay Server, Bitcoin Core, two Lightning nodes (yours and a customer's), nginx and the servers; opens a channel
from the customer's node to yours; makes BTCPay's owner and store by its API; connects the server with `connect`; creates a
payment of $25, pays it from the customer's node, and waits until the server says that it is settled.

It needs Docker with Compose 2.24 or later, curl, jq and OpenSSL 3, 8 GB of memory and 10 GB of disk; the first run downloads
and builds for about 15 minutes. It may run on a laptop with Linux, and on a droplet on which lightning-pay does not run: both
would want ports 80 and 443. Its settings, secrets and certificate are in docker/.rehearsal, apart from those of a droplet.

To see it in a browser, put this line into the hosts file (/etc/hosts) of the machine with the browser, with the droplet's
address instead of 127.0.0.1 if it runs there, and trust docker/.rehearsal/rehearsal/ca.pem, or go past the warning:
  127.0.0.1 pay.rehearsal.test btcpay.rehearsal.test
END
}

down=0
while [ $# -gt 0 ]; do
  case $1 in
    --down) down=1 ;;
    --dry-run) DRY_RUN=1 ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) fail "$1: no such argument" 'rehearse.sh --help lists them.' ;;
  esac
  shift
done

# What values are taken from prints its command here in a dry run.
exec 3>&1

if [ "$down" = 1 ]; then
  step 'Ending the rehearsal'
  take_down
  exit 0
fi

step 'Settings and certificate'
check_machine
make_work
make_certificate

step 'Image of the server'
build_image

step 'Bitcoin Core, and its first blocks'
start_chain

step 'BTCPay Server, two Lightning nodes, database, nginx'
compose up --detach --wait --wait-timeout 600 lightningd customer-lightningd btcpayserver nginx postgres

step 'A channel from the customer to the merchant'
open_channel

step "BTCPay's owner, key and store"
make_owner
make_store

step 'Connecting the server with BTCPay'
# Its settings are written first, then tried: the test invoice wants a server that listens.
connect 3
compose up --detach --wait --wait-timeout 180 server-a server-b
connect 0

step 'A payment'
pay_once
