#!/usr/bin/env bash
#
# A droplet's sshd, seen by nobody else: ssh-host.sh FOLDER PORT KEY. Needs root and a mount namespace of its own
# (`unshare --mount`), in which the folders of FOLDER take the places of the machine's. The user deploy, its key and the
# rule of sudo are made by setup.sh's own function.
set -euo pipefail
folder=$1 port=$2 key=$3

mount --make-rprivate /
cp --archive /etc "$folder/etc"
rm -f "$folder"/etc/sudoers.d/lightning-pay-deploy
# What git and sshd read has to belong to root, whoever runs the test.
chown -R root:root "$folder"/{opt,home,remote.git,bin}
for place in etc home opt run var/lib; do mount --bind "$folder/$place" "/$place"; done
mount --bind "$folder/bin" /usr/local/bin
mkdir -p /run/sshd /run/lock

(
  scripts=/opt/lightning-pay/docker/scripts
  # shellcheck source=/dev/null # each checked by itself
  for part in lib.sh deploy-access.sh setup/deploy-user.sh; do . "$scripts/$part"; done
  make_deploy_user "$key"
)
cat >/run/sshd_config <<TEXT
ListenAddress 127.0.0.1
Port $port
HostKey $folder/host-key
PidFile none
AcceptEnv *
Subsystem sftp /usr/lib/openssh/sftp-server
TEXT
exec /usr/sbin/sshd -D -e -f /run/sshd_config
