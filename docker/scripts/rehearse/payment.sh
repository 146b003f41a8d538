# shellcheck shell=bash
# One payment, from its creation at our API to `settled`.

pay_once() {
  local payment id reference began
  payment=$(ask payment . api POST "https://$PAY/v1/payments" --header "Idempotency-Key: $(openssl rand -hex 16)" \
    --data '{"amount":"25.00","currency":"USD"}')
  id=$(part_of "$payment" id)
  reference=$(part_of "$payment" reference)
  printf 'Authorization: Bearer %s' "$(part_of "$payment" clientSecret)" | write_file "$WORK/payment.header" 600
  say "$reference: \$25.00, $(part_of "$payment" invoice.amountSats) sats"
  began=${EPOCHREALTIME/[.,]/}
  quietly customer xpay "$(part_of "$payment" invoice.bolt11)"
  wait_until 60 'the payment to settle' is_settled "$id"
  [ "$DRY_RUN" = 0 ] || return 0
  say '' "$reference is settled, $(((${EPOCHREALTIME/[.,]/} - began) / 1000)) ms after the customer's node was told to pay." \
    '' "Payment page:  https://$PAY/pay?amount=25" "BTCPay Server: https://$BTCPAY, with the login in $WORK/owner.json" \
    'How a browser gets there: rehearse.sh --help. To end it: rehearse.sh --down'
}

# part_of JSON NAME
part_of() { if [ "$DRY_RUN" = 1 ]; then printf '<%s>' "$2"; else jq --raw-output --exit-status ".$2" <<<"$1"; fi; }

is_settled() {
  [ "$(ask status .status api GET "https://$PAY/v1/payments/$1" --header "@$WORK/payment.header")" = settled ]
}
