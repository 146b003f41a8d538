# shellcheck shell=bash
# What the droplet is to be, and its two environment files.

readonly DOMAIN_FORM='^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$'

# Decides every setting, or ends with all that is missing or wrong.
settle_all() {
  local own=https://unknown
  settle PAY_DOMAIN "$ENV_FILE" "$DOMAIN_FORM" 'domain where customers pay, as pay.example.com'
  [[ ${GIVEN[PAY_DOMAIN]} != btcpay.* ]] || faults+=("--domain begins with btcpay., which is BTCPay Server's own")
  settle LETSENCRYPT_EMAIL "$ENV_FILE" '^[^[:space:]@'\''$]+@[^[:space:]@'\''$]+$' "your mail address, for Let's Encrypt"
  settle_btcpay
  settle_database
  settle OPEN_AMOUNTS "$SERVER_ENV" '^(true|false)$' 'may pages set the price themselves? true or false'
  # Without a good domain there is one fault, not two.
  if [[ ${GIVEN[PAY_DOMAIN]} =~ $DOMAIN_FORM ]]; then own=https://${GIVEN[PAY_DOMAIN]}; fi
  settle ALLOWED_ORIGINS "$SERVER_ENV" '^(\*|https://[^/,]+(,https://[^/,]+)*)$' \
    'sites that may show your button, as https://shop.example.com,https://www.example.com' \
    "$own" ask
  settle NETWORK "$SERVER_ENV" '^(mainnet|testnet|signet|regtest)$' 'mainnet, testnet, signet or regtest' mainnet
  local deploy_key=${GIVEN[DEPLOY_KEY]:-}
  [ -z "$deploy_key" ] || [[ $deploy_key =~ ^ssh-ed25519\ [A-Za-z0-9+/=]+(\ [^\'\"]*)?$ ]] ||
    faults+=("--deploy-key is of another form: a public key, 'ssh-ed25519 AAAA… name'")
  end_on_faults 'the setup cannot begin; given on the command line, or asked for on a terminal:'
}

with_btcpay() { [ -n "${GIVEN[with-btcpay]:-}" ]; }

settle_btcpay() {
  local files answer
  files=$(env_value "$ENV_FILE" COMPOSE_FILE || true)
  case $files in
    *compose.btcpay.yaml*) GIVEN[with-btcpay]=1 ;;
    ?*) ! with_btcpay || faults+=("--with-btcpay: COMPOSE_FILE in $ENV_FILE says otherwise; add :compose.btcpay.yaml there") ;;
  esac
  if ! with_btcpay && [ -z "${GIVEN[BTCPAY_URL]:-}" ] && ! has_value "$SERVER_ENV" BTCPAY_URL; then
    if can_ask; then
      read -r -p 'Run BTCPay Server on this droplet too? yes or no: ' answer
      [[ $answer != [yY]* ]] || GIVEN[with-btcpay]=1
    else
      faults+=('--with-btcpay or --btcpay-url is missing: run BTCPay Server here, or say where yours is')
      return
    fi
  fi
  if with_btcpay; then
    [ -z "${GIVEN[BTCPAY_URL]:-}" ] || faults+=('--with-btcpay and --btcpay-url exclude each other')
    settle BTCPAY_DOMAIN "$ENV_FILE" "^btcpay\\.${DOMAIN_FORM#^}" "domain of BTCPay Server, as btcpay.example.com"
    settle BITCOIN_PRUNE_MB "$ENV_FILE" '^(5[5-9]|[6-9][0-9]|[1-9][0-9]{2,5})[0-9]$' 'MB of blocks that Bitcoin Core keeps, 550 or more' 25000
    settle BTCPAY_URL "$SERVER_ENV" '^https://' 'URL of BTCPay Server' "https://${GIVEN[BTCPAY_DOMAIN]}"
  else
    settle BTCPAY_URL "$SERVER_ENV" '^https://[^[:space:]'\''$]+$' 'URL of your BTCPay Server, as https://btcpay.example.com'
  fi
}

settle_database() {
  local kept=''
  if has_value "$SERVER_ENV" SUPABASE_URL; then
    kept=supabase
  elif [ "$(env_value "$ENV_FILE" COMPOSE_PROFILES || true)" = postgres ]; then
    kept=bundled
  elif has_value "$SERVER_ENV" DATABASE_URL; then
    kept=$(env_value "$SERVER_ENV" DATABASE_URL)
  fi
  if [ -n "$kept" ] && [ "${GIVEN[DATABASE]:=$kept}" != "$kept" ]; then
    faults+=("--database: the ledger has another home in $SERVER_ENV; change it there, or leave --database out")
    return
  fi
  settle DATABASE /dev/null '^(bundled|supabase|postgres(ql)?://[^[:space:]'\'']+)$' \
    "the ledger's home: bundled, supabase, or a postgres:// URL"
  if [ "${GIVEN[DATABASE]}" = supabase ]; then
    settle SUPABASE_URL "$SERVER_ENV" '^https://[^[:space:]'\''$]+$' 'URL of your Supabase project'
    settle_secret SUPABASE_SECRET_KEY 'secret key of your Supabase project'
  fi
}

# Writes what is not there yet, in both files; each line at once, so a run that was cut short is completed by the next.
write_settings() {
  [ "$DRY_RUN" = 1 ] || touch_private "$ENV_FILE" 0:0
  # Compose, which root starts, reads it for the servers; `connect`, which writes to it, is their user.
  [ "$DRY_RUN" = 1 ] || touch_private "$SERVER_ENV" 10001:10001
  keep "$ENV_FILE" COMPOSE_PROJECT_NAME lightning-pay
  local name files=compose.yaml
  ! with_btcpay || files+=:compose.btcpay.yaml
  keep "$ENV_FILE" COMPOSE_FILE "$files"
  for name in PAY_DOMAIN BTCPAY_DOMAIN LETSENCRYPT_EMAIL BITCOIN_PRUNE_MB; do
    [ -z "${GIVEN[$name]:-}" ] || keep "$ENV_FILE" "$name" "${GIVEN[$name]}"
  done
  # Compose wants a name before there is an image; deploy.sh writes the real one.
  keep "$ENV_FILE" SERVER_IMAGE lightning-pay-server:first
  if with_btcpay; then
    keep "$ENV_FILE" BITCOIN_NETWORK "${GIVEN[NETWORK]}"
    set_once "$ENV_FILE" BTCPAY_POSTGRES_PASSWORD new_secret
  fi
  keep "$SERVER_ENV" PUBLIC_URL "https://${GIVEN[PAY_DOMAIN]}"
  for name in ALLOWED_ORIGINS OPEN_AMOUNTS NETWORK BTCPAY_URL; do keep "$SERVER_ENV" "$name" "${GIVEN[$name]}"; done
  write_database
  for name in APP_SECRET BTCPAY_WEBHOOK_SECRET REQUEST_SIGNING_SECRET MERCHANT_API_KEY MERCHANT_READ_KEY; do
    set_once "$SERVER_ENV" "$name" new_secret
  done
  set_once "$SERVER_ENV" RECEIPT_SIGNING_KEY new_receipt_key
  say "Settings stand in $ENV_FILE, the server's in $SERVER_ENV. Both hold secrets: copy them to where you keep yours."
}

write_database() {
  case ${GIVEN[DATABASE]} in
    bundled)
      keep "$ENV_FILE" COMPOSE_PROFILES postgres
      set_once "$ENV_FILE" POSTGRES_PASSWORD new_secret
      set_once "$SERVER_ENV" DATABASE_URL bundled_url
      [ "$DRY_RUN" = 1 ] || [ "$(env_value "$SERVER_ENV" DATABASE_URL)" = "$(bundled_url)" ] ||
        fail "DATABASE_URL in $SERVER_ENV is not that of the bundled PostgreSQL" \
          "Take the line out, and run this again: it is written with POSTGRES_PASSWORD of $ENV_FILE."
      ;;
    supabase)
      keep "$SERVER_ENV" SUPABASE_URL "${GIVEN[SUPABASE_URL]}"
      set_once "$SERVER_ENV" SUPABASE_SECRET_KEY printf '%s' "${GIVEN[SUPABASE_SECRET_KEY]:-}"
      [ -z "${DATABASE_URL:-}" ] || set_once "$SERVER_ENV" DATABASE_URL printf '%s' "$DATABASE_URL"
      ;;
    *) set_once "$SERVER_ENV" DATABASE_URL printf '%s' "${GIVEN[DATABASE]}" ;;
  esac
}

# The bundled PostgreSQL as compose.yaml sets it up.
bundled_url() {
  printf 'postgres://lightning_pay:%s@postgres:5432/lightning_pay' "$(env_value "$ENV_FILE" POSTGRES_PASSWORD)"
}

# keep FILE NAME VALUE: sets what has no value yet.
keep() { has_value "$1" "$2" || set_line "$1" "$2" "$3"; }

touch_private() {
  [ -e "$1" ] || (umask 077 && : >"$1")
  chmod 600 "$1"
  chown "$2" "$1"
}
