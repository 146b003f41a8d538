# shellcheck shell=sh
# shellcheck disable=SC2034 # for those who source it
#
# BITCOIN_NETWORK, as BTCPay and NBXplorer call it, in the words of the others. Sourced, never run.
#   chain              Bitcoin Core's
#   lightning_network  Core Lightning's
case $BITCOIN_NETWORK in
  mainnet) chain=main lightning_network=bitcoin ;;
  testnet) chain='test' lightning_network=testnet ;;
  signet | regtest) chain=$BITCOIN_NETWORK lightning_network=$BITCOIN_NETWORK ;;
  *)
    echo "BITCOIN_NETWORK is mainnet, testnet, signet or regtest, not $BITCOIN_NETWORK" >&2
    exit 64
    ;;
esac
