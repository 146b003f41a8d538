# shellcheck shell=bash
# How a setup ends: with what is to be done next.

say_next() {
  local page="https://${GIVEN[PAY_DOMAIN]}"
  if [ "$1" = yes ]; then
    say "The servers are running. Open $page/pay?amount=50 to see your payment page, and $page/merchant for your books:" \
      'the key that it asks for is MERCHANT_READ_KEY or MERCHANT_API_KEY:' '' "  sudo grep MERCHANT_ $SERVER_ENV"
    return
  fi
  if with_btcpay; then
    say "1. Open ${GIVEN[BTCPAY_URL]}, and make your account at once: the first one there rules. Make a store, and under its" \
      '   Lightning settings choose the internal node. Bitcoin Core now reads the chain, which takes 1 to 5 days.'
  else
    say "1. Your BTCPay Server at ${GIVEN[BTCPAY_URL]} needs a store with a Lightning node."
  fi
  say '2. Connect the server with it; it asks for what it needs and writes it down:' '' \
    "     cd $LP_DOCKER && docker compose run --rm connect" '' \
    '3. Start the servers:' '' "     $LP_DOCKER/scripts/deploy.sh" '' \
    "4. Open $page/pay?amount=50"
}
