# shellcheck shell=bash
# What setup.sh is told, and what it asks for.

usage() {
  cat <<'USAGE'
setup.sh: from a fresh Debian 12 or 13, or Ubuntu 22.04 or 24.04, to the first payment page.

  git clone REPOSITORY /opt/lightning-pay
  /opt/lightning-pay/docker/scripts/setup.sh --domain pay.example.com --email you@example.com \
      --with-btcpay --btcpay-domain btcpay.example.com --database bundled --open-amounts false

On a terminal it asks for what is not given; elsewhere it names all of it and ends. It may be run again at any time, also
without arguments: it takes what it wrote before, and overwrites nothing.

  --domain NAME            where customers pay; its DNS records point to this droplet
  --email ADDRESS          for Let's Encrypt
  --with-btcpay            run BTCPay Server, Bitcoin Core (pruned) and Core Lightning here too, with
    --btcpay-domain NAME     BTCPay Server's own domain, which begins with btcpay.
    --bitcoin-prune-mb N     how many MB of blocks are kept (default 25000)
  --btcpay-url URL         or: the BTCPay Server that you have
  --database HOME          the ledger's home: bundled (PostgreSQL in a container), supabase, or postgres://… of your own
    --supabase-url URL       the project; its secret key is taken from $SUPABASE_SECRET_KEY or asked for, and its database,
                             if you give it, from $DATABASE_URL
  --open-amounts WORD      true: pages may set the price (donations, tips); false: only your products and signed requests
  --origins LIST           sites that may show your button, as https://shop.example.com, comma-separated (default: none but
                             the payment pages themselves)
  --network NAME           mainnet (default), testnet, signet or regtest
  --deploy-key KEY         public key of GitHub Actions, 'ssh-ed25519 …': makes the user `deploy`, who can deploy and
                             nothing else
  --staging                a certificate of Let's Encrypt's staging server: browsers refuse it, limits are wide
  --skip-dns               do not look where the domains point to (a reserved address, a load balancer)
  --dry-run                print each command, change nothing; needs no root
  --help

Secrets are made here and written to docker/.env and docker/server.env, which only root and the server can read. None is
printed.
USAGE
}

# What was given, by the variable that it becomes.
declare -A GIVEN=()
# The flag of each variable.
declare -A FLAG_OF=(
  [PAY_DOMAIN]=--domain [LETSENCRYPT_EMAIL]=--email [BTCPAY_DOMAIN]=--btcpay-domain [BTCPAY_URL]=--btcpay-url
  [BITCOIN_PRUNE_MB]=--bitcoin-prune-mb [DATABASE]=--database [SUPABASE_URL]=--supabase-url
  [OPEN_AMOUNTS]=--open-amounts [ALLOWED_ORIGINS]=--origins [NETWORK]=--network [DEPLOY_KEY]=--deploy-key
)

parse_arguments() {
  local name
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage && exit 0 ;;
      --dry-run) DRY_RUN=1 ;;
      --with-btcpay | --staging | --skip-dns) GIVEN[${1#--}]=1 ;;
      *)
        for name in "${!FLAG_OF[@]}"; do [ "${FLAG_OF[$name]}" != "$1" ] || break; done
        [ "${FLAG_OF[$name]}" = "$1" ] || fail "$1: no such argument" 'setup.sh --help lists them.'
        [ -n "${2:-}" ] || fail "$1 needs a value" 'setup.sh --help says which.'
        GIVEN[$name]=$2
        shift
        ;;
    esac
    shift
  done
}

# What is missing or wrong, a line each, all said at once.
faults=()

# settle NAME FILE FORM WHAT [DEFAULT [ask]]: decides the value of NAME, into `GIVEN`: the one given, which must not
# contradict the one in FILE; else the one in FILE; else what a person at the terminal types, who is asked where there is
# no default, or with `ask`; else the default. FORM is a regular expression, WHAT is what to write.
settle() {
  local name=$1 file=$2 form=$3 what=$4 default=${5:-} ask=${6:-} flag=${FLAG_OF[$1]} kept
  kept=$(env_value "$file" "$name" || true)
  if [ -n "${GIVEN[$name]:-}" ] && [ -n "$kept" ] && [ "${GIVEN[$name]}" != "$kept" ]; then
    faults+=("$flag: $file has another $name already; change it there, or leave $flag out")
    return
  fi
  [ -n "${GIVEN[$name]:-}" ] || GIVEN[$name]=$kept
  [ -n "$ask" ] || GIVEN[$name]=${GIVEN[$name]:-$default}
  while [ -z "${GIVEN[$name]}" ] && can_ask; do
    read -r -p "$what${default:+ (Enter: $default)}: " "GIVEN[$name]"
    GIVEN[$name]=${GIVEN[$name]:-$default}
    [[ ${GIVEN[$name]} =~ $form ]] || { warn 'that is of another form' && GIVEN[$name]=''; }
  done
  GIVEN[$name]=${GIVEN[$name]:-$default}
  if [ -z "${GIVEN[$name]}" ]; then
    faults+=("$flag is missing: $what")
  elif ! [[ ${GIVEN[$name]} =~ $form ]]; then
    faults+=("$flag is of another form: $what")
  fi
}

# settle_secret NAME WHAT: as settle, for what must not stand on a command line: from server.env, the environment, or
# typed unseen.
settle_secret() {
  local name=$1 what=$2
  has_value "$SERVER_ENV" "$name" && return
  GIVEN[$name]=${!name:-}
  if [ -z "${GIVEN[$name]}" ] && can_ask; then
    read -r -s -p "$what (not shown): " "GIVEN[$name]"
    say
  fi
  [ -n "${GIVEN[$name]}" ] || faults+=("$name is missing: set it in the environment of this script: $what")
}

# Whether a person sits at a terminal.
can_ask() { [ -t 0 ] && [ "$DRY_RUN" = 0 ]; }

end_on_faults() { [ ${#faults[@]} -eq 0 ] || fail "$1" "${faults[@]}"; }
