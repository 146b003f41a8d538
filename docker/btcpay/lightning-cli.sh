#!/bin/sh
#
# Core Lightning's command line, with what this container's node has where it has it:
#   docker compose exec lightningd sh /start/lightning-cli.sh getinfo
set -eu
# shellcheck source-path=SCRIPTDIR source=network.sh
. "$(dirname "$0")/network.sh"

exec lightning-cli \
  --network="$lightning_network" \
  --lightning-dir="$HOME/lightning" \
  --rpc-file=/run/lightning/lightning-rpc \
  "$@"
