#!/bin/sh
#
# Starts Core Lightning in its container: compose.btcpay.yaml names this file, and gives further flags as arguments.
# The image's own entrypoint writes into root's home.
set -eu

# shellcheck source-path=SCRIPTDIR source=network.sh
. "$(dirname "$0")/network.sh"

# Core Lightning asks Bitcoin Core through bitcoin-cli, which finds the cookie by this file. By address, not by name:
# Bitcoin Core is on two networks with this container, and listens on one.
bitcoin=${TMPDIR:-/tmp}/bitcoin
mkdir -p "$bitcoin"
echo 'rpccookiefile=/run/bitcoin/.cookie' >"$bitcoin/bitcoin.conf"

# A new node starts at the height that it finds. Before the chain is there that would be its beginning, and the node
# would read every block that Bitcoin Core is about to throw away.
until bitcoin-cli -datadir="$bitcoin" -chain="$chain" -rpcconnect=172.30.81.10 -rpcport=8332 getblockchaininfo 2>&1 |
  grep -q '"initialblockdownload": false'; do
  echo 'waiting until Bitcoin Core has the chain'
  sleep "${WAIT_SECONDS:-30}"
done

# The socket stands in a folder of its own: BTCPay gets that one, and not the keys.
exec lightningd \
  --network="$lightning_network" \
  --lightning-dir="$HOME/lightning" \
  --rpc-file=/run/lightning/lightning-rpc \
  --rpc-file-mode=0660 \
  --bitcoin-datadir="$bitcoin" \
  --bitcoin-rpcconnect=172.30.81.10 \
  --bitcoin-rpcport=8332 \
  --log-level=info \
  "$@"
