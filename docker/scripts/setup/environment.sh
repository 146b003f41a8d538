# shellcheck shell=bash
# What the server says of its environment.

# Asks the image itself: with a word that needs the whole environment and no more, it names all that is wrong in it, and
# never a value. Before `connect`, what only BTCPay can give is missing, and nothing else may be.
check_environment() {
  [ "$DRY_RUN" = 0 ] || { compose run --rm --no-deps -T migrate explain && return; }
  local said
  said=$(compose run --rm --no-deps -T migrate explain 2>&1 || true)
  said=$(grep -E '^[A-Z][A-Z_, ]*: ' <<<"$said" | grep -vE '^BTCPAY_(API_KEY|STORE_ID): is (missing|set but empty)' || true)
  [ -z "$said" ] || fail "the server refuses $SERVER_ENV:" "$said"
  say "The server accepts its environment, less what 'connect' will write."
}
