#!/bin/sh
#
# Starts Bitcoin Core in its container: compose.btcpay.yaml names this file, and gives further flags as arguments.
# The image's own entrypoint wants to be root, to give files to another user.
set -eu

# shellcheck source-path=SCRIPTDIR source=network.sh
. "$(dirname "$0")/network.sh"

mkdir -p "$HOME/chain"

# RPC and the peer port listen on the network `bitcoin` alone: it has no way out, so nobody outside can reach them.
# Peers are dialled. NBXplorer is one too, and must not be turned away while the chain is young: hence the whitelist.
# Whoever may use RPC reads the cookie, which is new at each start and stands in memory only.
exec bitcoind \
  -chain="$chain" \
  -datadir="$HOME/chain" \
  -server=1 \
  -port=8333 \
  -bind=172.30.81.10 \
  -whitelist=172.30.81.0/24 \
  -discover=0 \
  -listenonion=0 \
  -rpcport=8332 \
  -rpcbind=127.0.0.1 \
  -rpcbind=172.30.81.10 \
  -rpcallowip=172.30.81.0/24 \
  -rpccookiefile=/run/bitcoin/.cookie \
  -rpccookieperms=group \
  -rpcworkqueue=64 \
  -printtoconsole=1 \
  -nodebuglogfile \
  "$@"
