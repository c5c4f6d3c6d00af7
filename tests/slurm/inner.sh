#!/bin/bash
# One Slurm, within namespaces of its own: the first process there (so that whatever is left behind is reaped, and goes
# with it). $1 is the directory that cluster.py has filled.
set -eu
dir=$1
hostname slurmbox
if [ -e "$dir/etc/package" ]; then
  # Installed for real, into a layer that is this namespace's own.
  mount -t tmpfs none "$dir/layer"
  for part in usr etc var/lib; do
    mkdir -p "$dir/layer/$part/upper" "$dir/layer/$part/work"
    mount -t overlay -o "lowerdir=/$part,upperdir=$dir/layer/$part/upper,workdir=$dir/layer/$part/work" none "/$part"
  done
  dpkg --log=/dev/null -i "$(cat "$dir/etc/package")"
fi
for file in passwd group hosts; do mount --bind "$dir/etc/$file" "/etc/$file"; done
export SLURM_CONF=$dir/etc/slurm.conf PATH=/usr/sbin:/usr/bin:/sbin:/bin
munged --force --key-file="$dir/etc/munge.key" --socket="$dir/run/munge.sock" --pid-file="$dir/run/munged.pid" \
  --log-file="$dir/log/munged.log" --seed-file="$dir/run/munge.seed"
slurmctld -c
for node in $(cat "$dir/etc/nodes"); do slurmd -N "$node"; done
while :; do sleep 3600 & wait; done
