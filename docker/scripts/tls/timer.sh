# shellcheck shell=bash
# The systemd timer that renews the certificate.

make_timer() {
  local folder=$LP_ROOT/etc/systemd/system
  write_file "$folder/lightning-pay-certificate.service" 644 <<UNIT
[Unit]
Description=Renew lightning-pay's certificate if it is due
After=docker.service network-online.target
Wants=network-online.target
Requires=docker.service

[Service]
Type=oneshot
ExecStart=$LP_DOCKER/scripts/tls-setup.sh --renew
UNIT
  # Twice a day, as Let's Encrypt asks for, and at no time that others have too.
  write_file "$folder/lightning-pay-certificate.timer" 644 <<'UNIT'
[Unit]
Description=Renew lightning-pay's certificate twice a day if it is due

[Timer]
OnCalendar=*-*-* 00,12:00:00
RandomizedDelaySec=6h
Persistent=true

[Install]
WantedBy=timers.target
UNIT
  run systemctl daemon-reload
  run systemctl enable --now lightning-pay-certificate.timer
}
