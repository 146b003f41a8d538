# shellcheck shell=bash
# Two Lightning nodes and the channel between them.

readonly CHANNEL_SATS=2000000

merchant() { compose exec -T lightningd sh /start/lightning-cli.sh "$@"; }
customer() { compose exec -T customer-lightningd sh /start/lightning-cli.sh "$@"; }

# The merchant's node dials, as on a droplet, where nobody can dial it; the customer opens the channel over that
# connection, so all of it is what the merchant can receive.
open_channel() {
  local merchant_id customer_id address
  merchant_id=$(ask merchant .id merchant getinfo)
  customer_id=$(ask customer .id customer getinfo)
  wait_until 60 'the two nodes to meet' merchant connect "$customer_id" customer-lightningd 9735
  if ! has_channel "$merchant_id"; then
    address=$(ask address .bech32 customer newaddr bech32)
    quietly bitcoin -rpcwallet=miner sendtoaddress "$address" 0.1
    mine 1
    wait_until 120 "the customer's node to see its money" has_money
    wait_until 120 'the channel to be opened' fund_channel "$merchant_id"
    mine 6
  fi
  wait_until 120 'the channel to be ready' can_pay "$merchant_id"
}

# Whether the customer has a channel with the merchant, ready or not.
has_channel() { has_channel_that "$1" true; }

can_pay() { has_channel_that "$1" '.state == "CHANNELD_NORMAL" and .peer_connected'; }

has_channel_that() {
  [ "$(ask channels "any(.channels[]; $2)" customer listpeerchannels "$1")" = true ]
}

has_money() { [ "$(ask money 'any(.outputs[]; .status == "confirmed")' customer listfunds)" = true ]; }

# The customer's node refuses until it knows the newest block. Asked again, it must not open a second one.
fund_channel() { has_channel "$1" || customer fundchannel "$1" "$CHANNEL_SATS"; }
