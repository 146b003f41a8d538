# shellcheck shell=bash
# Bitcoin Core on regtest, where blocks are made when they are wanted.

bitcoin() {
  compose exec -T bitcoind bitcoin-cli -rpccookiefile=/run/bitcoin/.cookie -rpcport=8332 "$@"
}

# Blocks, whose reward goes to the miner's wallet.
mine() { quietly bitcoin -rpcwallet=miner -generate "$1"; }

# A chain whose newest block is fresh: before that, Bitcoin Core says that it is still looking for it, and the nodes wait.
# The first reward can be spent after a hundred blocks more.
start_chain() {
  compose up --detach --wait --wait-timeout 600 bitcoind
  has_miner || quietly bitcoin -named createwallet wallet_name=miner load_on_startup=true
  if [ "$(height)" -ge 101 ]; then mine 1; else mine 101; fi
}

has_miner() { [ "$(ask wallets 'contains(["miner"])' bitcoin listwallets)" = true ]; }

height() { if [ "$DRY_RUN" = 1 ]; then echo 0; else bitcoin getblockcount; fi; }
