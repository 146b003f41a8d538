# shellcheck shell=bash
#
# What the scripts of this folder share. Sourced, never run: the script sets `set -euo pipefail` itself.
#
#   DRY_RUN   1: `run` and whatever writes print what they would do, and do nothing.
#   LP_ROOT   A folder before every path outside the checkout, as DESTDIR elsewhere; empty on a droplet.
#   LP_DOCKER The folder `docker/` of the checkout; in it ENV_FILE, Compose's own settings, and SERVER_ENV, the server's.

DRY_RUN=${DRY_RUN:-0}
LP_ROOT=${LP_ROOT:-}
LP_DOCKER=${LP_DOCKER:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
# shellcheck disable=SC2034 # for the scripts
ENV_FILE=$LP_DOCKER/.env SERVER_ENV=$LP_DOCKER/server.env

# --- What a merchant reads -------------------------------------------------------------------------------------------

# Plain text, a line an argument.
say() { printf '%s\n' "$@"; }

# The name of what comes next.
step() { printf '\n== %s\n' "$*"; }

# Something to know that stops nothing.
warn() { printf 'warning: %s\n' "$*" >&2; }

# Ends the script: what is wrong, and in further arguments, a line each, what to do about it.
fail() {
  printf 'error: %s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '       %s\n' "$@" >&2
  exit 1
}

# --- What changes the machine ----------------------------------------------------------------------------------------

# Runs a command; in a dry run prints it instead. Never give it a secret: arguments are printed, and seen by `ps`.
run() {
  if [ "$DRY_RUN" = 1 ]; then
    # The same line that a shell would take, so it can be tried by hand.
    printf '+ %s\n' "$(quoted "$@")"
  else
    "$@"
  fi
}

# The arguments as a shell would take them, a blank between each: quoted only where that is needed.
quoted() {
  local word words=()
  for word in "$@"; do
    if [[ $word =~ ^[A-Za-z0-9_./:=@%+,-]+$ ]]; then words+=("$word"); else words+=("${word@Q}"); fi
  done
  printf '%s' "${words[*]}"
}

# Ends the script for anyone but root; a dry run is for everyone.
need_root() {
  [ "$DRY_RUN" = 1 ] || [ "$(id -u)" -eq 0 ] || fail 'this must be run as root' "sudo $0 …"
}

# Ends the script while another of these scripts is at work; held until this one and those it calls have ended.
take_lock() {
  [ "$DRY_RUN" = 1 ] && return
  [ "${LP_LOCK_HELD:-}" = 1 ] && return
  mkdir -p "$LP_ROOT/run/lock"
  exec 9>"$LP_ROOT/run/lock/lightning-pay.lock"
  flock --nonblock 9 || fail 'another setup, deploy or renewal is at work' 'Wait until it has ended, then run this again.'
  export LP_LOCK_HELD=1
}

# write_file PATH [MODE]: writes stdin to PATH, for all to read unless MODE says otherwise; the file is replaced at once, and left alone where it is so already.
write_file() {
  local path=$1 mode=${2:-644} fresh="$1.new"
  if [ "$DRY_RUN" = 1 ]; then
    cat >/dev/null
    say "+ write $path"
    return
  fi
  mkdir -p "$(dirname "$path")"
  rm -f "$fresh"
  (umask 077 && cat >"$fresh") || fail "$path cannot be written: is the disk full?"
  chmod "$mode" "$fresh"
  if cmp --silent "$fresh" "$path"; then
    chmod "$mode" "$path"
    rm "$fresh"
  else
    sync "$fresh"
    mv "$fresh" "$path"
  fi
}

# Docker Compose over this checkout's own files and settings. From their folder, since it takes the paths in
# COMPOSE_FILE from there.
compose() { (cd "$LP_DOCKER" && run docker compose "$@"); }

# --- Environment files (`.env`, `server.env`) ------------------------------------------------------------------------
# One NAME=value a line, as Docker Compose reads them: a value with anything but plain characters stands in single
# quotes, inside which nothing is replaced.

# How a line of NAME begins, whoever wrote it.
line_form() { printf '^[[:blank:]]*(export[[:blank:]]+)?%s[[:blank:]]*=' "$1"; }

# Prints the value of NAME in FILE, without its quotes; the last line of a name counts, as it does for Compose.
# Ends with 1 where it is not there.
env_value() {
  local file=$1 form line value
  form="$(line_form "$2")[[:blank:]]*(.*[^[:space:]])?[[:space:]]*$"
  [ -f "$file" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do
    if [[ $line =~ $form ]]; then value=${BASH_REMATCH[2]}; fi
  done <"$file"
  [ -n "${value+set}" ] || return 1
  if [[ $value =~ ^\'(.*)\'$ || $value =~ ^\"(.*)\"$ ]]; then value=${BASH_REMATCH[1]}; fi
  printf '%s\n' "$value"
}

# Sets NAME in FILE and keeps every other line. The file is replaced at once, by one that only its owner can read.
# Takes the value as third argument, or from stdin where there is none: a secret is then in no command line.
set_line() {
  local file=$1 name=$2 value fresh="$1.new"
  if [ $# -ge 3 ]; then value=$3; else value=$(cat); fi
  if [ "$DRY_RUN" = 1 ]; then
    say "+ set $name in $file"
    return
  fi
  case $value in
    '') fail "$name would be empty in $file" ;;
    *\'* | *$'\n'* | *\\) fail "$name cannot stand in $file: it holds a quote or a line end, or ends with a backslash" ;;
  esac
  [[ $value =~ ^[A-Za-z0-9_./:=@%+,-]+$ ]] || value="'$value'"
  rm -f "$fresh" # left by a run that was killed, perhaps with other rights
  (umask 077 && with_line "$file" "$name" "$value" >"$fresh") || fail "$file cannot be written: is the disk full?"
  # The server's file is not root's.
  [ ! -f "$file" ] || [ -O "$file" ] || chown --reference="$file" "$fresh"
  sync "$fresh"
  mv "$fresh" "$file"
}

# Prints FILE with NAME set to VALUE, in the place of the first line that had it or at the end.
with_line() {
  local file=$1 form line fresh="$2=$3"
  form=$(line_form "$2")
  if [ -f "$file" ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      if ! [[ $line =~ $form ]]; then
        printf '%s\n' "$line" || return 1
      elif [ -n "$fresh" ]; then
        printf '%s\n' "$fresh" || return 1
        fresh=''
      fi
    done <"$file"
  fi
  [ -z "$fresh" ] || printf '%s\n' "$fresh"
}

# set_once FILE NAME COMMAND…: sets NAME to what the command prints, unless it has a value: no second secret is made, and
# nothing that a merchant wrote is overwritten.
set_once() {
  local file=$1 name=$2
  shift 2
  if has_value "$file" "$name"; then return; fi
  "$@" | set_line "$file" "$name"
}

# Whether NAME in FILE is set to something.
has_value() { [ -n "$(env_value "$1" "$2" || true)" ]; }

# --- Secrets ---------------------------------------------------------------------------------------------------------

# 256 random bits in hex, 64 characters.
new_secret() { openssl rand -hex 32; }

# An Ed25519 key as a JWK on one line: RECEIPT_SIGNING_KEY in a form that every reader of environment files takes alike,
# which a PEM of several lines is not. The raw keys are the last 32 bytes of their DER forms (RFC 8410), base64url in a
# JWK (RFC 8037). The key goes through pipes alone.
new_receipt_key() {
  local pem private public
  pem=$(openssl genpkey -algorithm ed25519)
  private=$(printf '%s\n' "$pem" | openssl pkey -outform DER | last_32_bytes)
  public=$(printf '%s\n' "$pem" | openssl pkey -pubout -outform DER | last_32_bytes)
  printf '{"kty":"OKP","crv":"Ed25519","d":"%s","x":"%s"}\n' "$private" "$public"
}

last_32_bytes() { tail -c 32 | openssl base64 -A | tr '+/' '-_' | tr -d '='; }
