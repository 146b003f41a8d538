# shellcheck shell=bash
# What the droplet must be, and what of it can be made so.

# What stands in the way, a line each, all said at once.
problems=()

# Ends with them; a dry run, which may be elsewhere, goes on.
end_on_problems() {
  [ ${#problems[@]} -gt 0 ] || return 0
  if [ "$DRY_RUN" = 1 ]; then warn "$1 ${problems[*]}"; else fail "$1" "${problems[@]}"; fi
  problems=()
}

# shellcheck source=/dev/null # of the system
os_release() { (. "$LP_ROOT/etc/os-release" && printf '%s' "${!1:-}"); }

# MB of memory, as the kernel has it: a droplet of 2 GB says 1,960 or so.
memory_mb() { awk '$1 == "MemTotal:" { print int($2 / 1024) }' "$LP_ROOT/proc/meminfo"; }

disk_free_mb() { df --output=avail --block-size=1M "$LP_ROOT/" | tail -n 1 | tr -d ' '; }

check_system() {
  local need_memory=1700 need_disk=8000 memory disk
  # As compose.btcpay.yaml reckons: programs and databases, Bitcoin Core's index, and the blocks that it keeps.
  ! with_btcpay || { need_memory=3700 && need_disk=$((25000 + GIVEN[BITCOIN_PRUNE_MB])); }
  case "$(os_release ID):$(os_release VERSION_ID)" in
    debian:12 | debian:13 | ubuntu:22.04 | ubuntu:24.04) ;;
    *) problems+=('This system is neither Debian 12 or 13 nor Ubuntu 22.04 or 24.04.') ;;
  esac
  case $(uname -m) in
    x86_64 | aarch64) ;;
    *) problems+=('This processor is neither x86-64 nor ARM64, which the images are for.') ;;
  esac
  memory=$(memory_mb)
  [ "$memory" -ge $need_memory ] || problems+=("Memory: $memory MB, at least $need_memory MB are needed.")
  # What is installed already needs no room again.
  disk=$(disk_free_mb)
  [ -s "$SERVER_ENV" ] || [ "$disk" -ge $need_disk ] ||
    problems+=("Free disk: $disk MB, at least $need_disk MB are needed.")
  end_on_problems 'this droplet will not do:'
  if with_btcpay && [ "$memory" -lt 7500 ]; then
    warn "Memory: $memory MB. With BTCPay Server, Bitcoin Core and Core Lightning beside it, 8 GB are advised; swap helps only so far."
  fi
  say "$(os_release PRETTY_NAME), $memory MB of memory, $disk MB of free disk"
}

# 4 GB of swap where building the image, or Bitcoin Core's first days, could run out of memory.
make_swap() {
  local enough=3700
  ! with_btcpay || enough=7500
  if [ "$(memory_mb)" -ge $enough ] || [ "$(wc -l <"$LP_ROOT/proc/swaps")" -gt 1 ]; then return; fi
  say 'Little memory and no swap: making 4 GB of it.'
  local file=$LP_ROOT/swapfile
  if [ ! -f "$file" ]; then
    run fallocate --length 4G "$file.new"
    run chmod 600 "$file.new"
    run mkswap "$file.new"
    run mv "$file.new" "$file"
  fi
  run swapon "$file"
  grep -qs '^/swapfile ' "$LP_ROOT/etc/fstab" ||
    { cat "$LP_ROOT/etc/fstab" && say '/swapfile none swap sw 0 0'; } | write_file "$LP_ROOT/etc/fstab" 644
}

# Invoices, receipts and signatures live by the clock.
sync_time() {
  [ "$(timedatectl show --property=NTPSynchronized --value 2>/dev/null || true)" != yes ] || return 0
  if [ "$(timedatectl show --property=CanNTP --value 2>/dev/null || true)" = no ]; then
    run_apt install systemd-timesyncd
  fi
  run timedatectl set-ntp true
  say 'The clock is being set by NTP from now on.'
}
