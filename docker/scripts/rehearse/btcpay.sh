# shellcheck shell=bash
# BTCPay's owner, key and store, by its Greenfield API.

readonly OWNER=owner@rehearsal.test

# api METHOD URL [CURL'S WORDS…]: one call, through nginx and TLS like everyone's. Secrets go in files: `--header @FILE`.
api() {
  local method=$1 url=$2
  shift 2
  run curl --silent --show-error --fail-with-body --max-time 60 --cacert "$WORK/rehearsal/ca.pem" \
    --connect-to ::127.0.0.1: --request "$method" --header 'Content-Type: application/json' "$@" "$url"
}

# btcpay METHOD PATH [CURL'S WORDS…]: one call as BTCPay's owner.
btcpay() { api "$1" "https://$BTCPAY/api/v1$2" --header "@$WORK/owner-key.header" "${@:3}"; }

# Whoever comes first owns a new BTCPay. The password makes a key, which BTCPay takes in the account's first five minutes
# only; after that it is for the login page.
make_owner() {
  wait_until 180 'BTCPay Server' api GET "https://$BTCPAY/api/v1/health"
  [ ! -s "$WORK/owner-key.header" ] || return 0
  local password key
  if [ ! -s "$WORK/owner.json" ]; then
    # BTCPay wants one of each kind.
    password="$(new_secret)aA1!"
    printf '{"email":"%s","password":"%s","isAdministrator":true}' "$OWNER" "$password" | write_file "$WORK/owner.json.new" 600
    printf 'Authorization: Basic %s' "$(printf '%s:%s' "$OWNER" "$password" | openssl base64 -A)" | write_file "$WORK/owner.header" 600
    quietly api POST "https://$BTCPAY/api/v1/users" --data "@$WORK/owner.json.new"
    run mv "$WORK/owner.json.new" "$WORK/owner.json"
  fi
  key=$(ask key .apiKey api POST "https://$BTCPAY/api/v1/api-keys" --header "@$WORK/owner.header" \
    --data '{"label":"rehearsal","permissions":["unrestricted"]}') ||
    fail "BTCPay's owner is there, and its key is not: BTCPay takes the password in the first five minutes only" 'Begin anew: rehearse.sh --down, then rehearse.sh'
  printf 'Authorization: token %s' "$key" | write_file "$WORK/owner-key.header" 600
}

# A store that is paid by the internal node, at a rate that nobody has to be asked for.
make_store() {
  [ ! -s "$WORK/store" ] || return 0
  local store
  store=$(ask store .id btcpay POST /stores --data '{"name":"Rehearsal","defaultCurrency":"USD"}')
  quietly btcpay PUT "/stores/$store/payment-methods/BTC-LN" \
    --data '{"enabled":true,"config":{"connectionString":"Internal Node"}}'
  quietly btcpay PUT "/stores/$store/rates/configuration/primary" \
    --data '{"spread":"0","isCustomScript":true,"effectiveScript":"BTC_USD = 60000;"}'
  printf '%s' "$store" | write_file "$WORK/store" 600
}

# connect CODE: runs `btcpay connect`, which is to end with 0, everything holds, or may end with CODE. The key is not among
# its arguments: Compose takes it from the environment.
connect() {
  local ended=0
  (
    if [ "$DRY_RUN" = 0 ]; then
      BTCPAY_SETUP_KEY=$(sed 's/.* //' "$WORK/owner-key.header")
      BTCPAY_STORE_ID=$(cat "$WORK/store")
      export BTCPAY_SETUP_KEY BTCPAY_STORE_ID
    fi
    compose run --rm --no-deps -T --env BTCPAY_SETUP_KEY --env BTCPAY_STORE_ID connect
  ) || ended=$?
  [ "$ended" = 0 ] || [ "$ended" = "$1" ] || fail "'connect' ended with $ended" 'What it printed says what to do.'
}
