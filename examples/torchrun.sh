#!/bin/bash
# Eight ranks of a training, each recorded by a logwrap of its own: by torchrun, or, where there is none, in the environment that
# torchrun makes. The rank becomes a label; with loki_url set, all of it is one timeline there.
#
#   examples/torchrun.sh [COMMAND...]      default: the training beside this script
set -euo pipefail

ranks=${RANKS:-8}
here=$(dirname "$0")
[ $# -gt 0 ] || set -- python3 "$here/train_ranks.py"

# Debian 12's torchrun does not get on with its Python: one that cannot start `true` starts nothing.
if torchrun --standalone --nproc_per_node 1 --no_python true >/dev/null 2>&1; then
  exec torchrun --standalone --nproc_per_node "$ranks" --no_python logwrap -- "$@"
fi

echo "torchrun.sh: no torchrun here that works; starting $ranks ranks as it does" >&2
free_port='import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
export WORLD_SIZE="$ranks" LOCAL_WORLD_SIZE="$ranks" MASTER_ADDR=127.0.0.1
MASTER_PORT=$(python3 -c "$free_port")
export MASTER_PORT
pids=()
# What a script starts in the background does not hear Ctrl+C.
trap 'kill "${pids[@]}" 2>/dev/null || :' INT TERM
for ((rank = 0; rank < ranks; ++rank)); do
  RANK=$rank LOCAL_RANK=$rank logwrap -- "$@" &
  pids+=($!)
done
# As torchrun does: the first that fails ends them all.
status=0
for _ in "${pids[@]}"; do
  if wait -n; then continue; else status=$?; fi
  kill "${pids[@]}" 2>/dev/null || :
  break
done
wait || :
exit "$status"
