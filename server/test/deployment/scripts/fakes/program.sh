#!/usr/bin/env bash
#
# Stands for the programs that change a droplet, under each one's name. Writes down what it was asked to do, a line each,
# and answers from the files in $FAKES: what is there is so.
set -euo pipefail

name=$(basename "$0")
printf '%s %s\n' "$name" "$*" >>"$FAKES/asked"
said() { [ ! -f "$FAKES/$1" ] || cat "$FAKES/$1"; }

case $name in
  id) if [ "$1" = -u ]; then echo 0; else [ -f "$FAKES/user-deploy" ]; fi ;;
  useradd) touch "$FAKES/user-deploy" ;;
  # Whoever runs the test need not be root: owners are read from what was asked.
  chown) ;;
  install)
    words=()
    for word in "$@"; do case $word in --owner=* | --group=*) ;; *) words+=("$word") ;; esac; done
    exec /usr/bin/install "${words[@]}"
    ;;
  dpkg-query)
    [ ! -f "$FAKES/installed" ] || printf '%s\n' "${@:3}" | grep -xF -f "$FAKES/installed" | sed 's/^/installed /' || true
    ;;
  dpkg) echo amd64 ;;
  apt-get)
    [ "$1" != install ] || printf '%s\n' "$@" >>"$FAKES/installed"
    ;;
  curl) while [ "$1" != --output ]; do shift; done && echo key >"$2" ;;
  df) printf 'Avail\n%s\n' "$(said disk-mb)" ;;
  uname) echo x86_64 ;;
  ip) said addresses ;;
  getent) grep -F "$2" "$FAKES/names" | cut -d ' ' -f 1 ;;
  ss) if [ $# -gt 1 ]; then said listening | grep -F "${2##*= }" || true; else said listening; fi ;;
  sshd) said sshd-settings ;;
  systemctl) [ "$1" != show ] || said ssh-socket ;;
  timedatectl) [ "$1" != show ] || case $2 in *NTPSynchronized) echo yes ;; *) echo yes ;; esac ;;
  git) [[ $* != *rev-parse* ]] || echo 0123456789abcdef0123456789abcdef01234567 ;;
  visudo) grep -q NOPASSWD ;;
  fallocate) touch "${!#}" ;;
esac
