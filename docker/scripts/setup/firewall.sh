# shellcheck shell=bash
# What may come in: SSH where it listens, 80 and 443. Docker opens the ports of its containers past ufw, so compose.yaml
# publishes those two alone; ufw keeps the rest of the droplet shut.

# Ports that SSH is on, a line each: that of the session that runs this, those that sshd is set to and listens on, and that
# of systemd where it listens in sshd's place (Ubuntu).
ssh_ports() {
  {
    awk '{ print $4 }' <<<"${SSH_CONNECTION:-}"
    sshd -T 2>/dev/null | awk '$1 == "port" { print $2 }' || true
    ss -Hltnp 2>/dev/null | awk '/"sshd"/ { sub(/.*:/, "", $4); print $4 }' || true
    systemctl show --property=Listen ssh.socket 2>/dev/null | sed -n 's/.*:\([0-9]*\) (Stream)$/\1/p' || true
  } | grep -xE '[0-9]+' | sort -nu || true
}

open_firewall() {
  local port ports
  mapfile -t ports < <(ssh_ports)
  [ ${#ports[@]} -gt 0 ] || ports=(22)
  # First of all, or the next line would be the last one of this session.
  for port in "${ports[@]}"; do run ufw allow "$port/tcp"; done
  run ufw allow 80/tcp
  run ufw allow 443/tcp
  run ufw default deny incoming
  run ufw default allow outgoing
  run ufw --force enable
  if sshd -T 2>/dev/null | grep -qx 'passwordauthentication yes'; then
    warn 'SSH takes passwords, which can be guessed. Log in by a key, then set PasswordAuthentication no in /etc/ssh/sshd_config.'
  fi
}
