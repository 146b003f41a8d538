#!/usr/bin/env bash
#
# docker and curl, by the name that this is called by, as a rehearsal finds them: writes its words to $FAKES/asked and
# answers as the real ones would. What changes, files in $FAKES remember.
set -euo pipefail

printf '%s %s\n' "${0##*/}" "$*" >>"$FAKES/asked"
has() { [ -e "$FAKES/$1" ]; }
now() { touch "$FAKES/$1"; }

# Word by word, without the paths and flags that say where.
case "${0##*/} $*" in
  'docker ps '*) if has running; then echo 4f6a0c; fi ;;
  'docker compose up '*server-a*) now servers ;;
  'docker compose '*' listwallets') if has wallet; then echo '["miner"]'; else echo '[]'; fi ;;
  'docker compose '*' createwallet '*) now wallet ;;
  'docker compose '*' getblockcount') if has blocks; then echo 110; else echo 0; fi ;;
  'docker compose '*' -generate '*) now blocks ;;
  'docker compose exec -T lightningd '*' getinfo') echo '{"id":"02merchant"}' ;;
  'docker compose exec -T customer-lightningd '*' getinfo') echo '{"id":"03customer"}' ;;
  'docker compose '*' newaddr bech32') echo '{"bech32":"bcrt1qexample"}' ;;
  'docker compose '*' listfunds') echo '{"outputs":[{"status":"confirmed"}]}' ;;
  'docker compose '*' listpeerchannels '*)
    if has channel; then echo '{"channels":[{"state":"CHANNELD_NORMAL","peer_connected":true}]}'; else echo '{"channels":[]}'; fi
    ;;
  'docker compose '*' fundchannel '*) now channel ;;
  'docker compose '*' xpay lnbcrt1example') now paid ;;
  'docker compose run '*' connect')
    printf '%s %s\n' "$BTCPAY_SETUP_KEY" "$BTCPAY_STORE_ID" >"$FAKES/connect-knows"
    printf 'BTCPAY_STORE_ID=%s\nBTCPAY_API_KEY=server-key-of-example\n' "$BTCPAY_STORE_ID" >>server.env
    if has refused; then exit 1; fi
    if ! has servers; then exit 3; fi
    ;;
  'curl '*/api/v1/users) if has owned; then exit 22; else now owned; fi ;;
  'curl '*/api/v1/api-keys) if has late; then exit 22; else echo '{"apiKey":"owner-key-of-example"}'; fi ;;
  'curl '*/api/v1/stores) echo '{"id":"store-of-example"}' ;;
  'curl '*/v1/payments)
    rm -f "$FAKES/paid"
    echo '{"id":"pay_1","reference":"LP-7F3K-9Q2M","clientSecret":"pay_1_secret_example","invoice":{"bolt11":"lnbcrt1example","amountSats":41667}}'
    ;;
  'curl '*/v1/payments/pay_1) if has paid; then echo '{"status":"settled"}'; else echo '{"status":"new"}'; fi ;;
  'curl '*) echo '{}' ;;
esac
