# Sourced by the scripts beside it: where the project is, and building a preset.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# The distribution's programs before anybody's own: a Python from elsewhere lacks the packages.
PATH=/usr/bin:/bin:$PATH
cd "$root" || exit 1

# say WORDS...: one step, for whoever watches.
say() {
  printf '\n==> %s\n' "$*"
}

# build_preset NAME [TARGET...]: configures and builds build/NAME, with ccache where it is installed.
build_preset() {
  local preset=$1
  shift
  local options=()
  if command -v ccache >/dev/null; then options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  cmake --preset "$preset" "${options[@]}" --log-level=WARNING || return
  if [ $# -gt 0 ]; then
    cmake --build "build/$preset" --target "$@"
  else
    cmake --build "build/$preset"
  fi
}
