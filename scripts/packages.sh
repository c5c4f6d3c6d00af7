#!/bin/sh
# The packages of Debian 12, Debian 13 and Ubuntu 24.04 that logwrap is built, tested, shown and measured with: the one
# place that lists them. `scripts/packages.sh build test` installs those of the named sets that are missing, with
# apt-get (through sudo where that is needed), and says so; `--list` only prints their names; `--print-file PACKAGE
# PATTERN` prints a file out of a package that is not installed.
set -eu

build_packages() {
  echo g++ cmake ninja-build pkg-config libvterm-dev libsimdjson-dev libcli11-dev libyaml-cpp-dev libre2-dev
  echo libprotozero-dev libsnappy-dev libcurl4-openssl-dev
  # Debian 12's default Boost is 1.74, too old; 1.81 stands beside it. The two cannot both be installed.
  case "$(codename)" in
    bookworm) echo libboost1.81-dev ;;
    *) echo libboost-dev ;;
  esac
}

test_packages() {
  # Compiler cache, unit tests, the checks of form.
  echo ccache catch2 clang-format clang-tidy git
  # The end-to-end tests, and the programs that they run under logwrap.
  echo python3 python3-pytest python3-pexpect python3-tqdm python3-rich
  loki_packages
  slurm_packages
  observability_packages
  grafana_packages
  package_packages
  echo bash tmux vim less htop procps bsdutils util-linux mount e2fsprogs btrfs-progs gcc libc6-dev
  echo openssl # makes the certificates of the tests of TLS
}

loki_packages() {
  echo python3 python3-pip # where there is no Go to build a Loki with, scripts/loki gets one
}

# A real Slurm of one machine, and what its plugin is built with.
slurm_packages() {
  echo slurm-wlm munge libslurm-dev iproute2 util-linux
}

# What the alerts arrive at, and reading what deploy/ has.
observability_packages() {
  echo prometheus-alertmanager python3-yaml
}

# With what the dashboards are made and tested. A Node that did not come from Debian brings an npm of its own, and the two
# cannot be mixed.
grafana_packages() {
  command -v node >/dev/null || echo nodejs
  command -v npm >/dev/null || echo npm
}

# Making the Debian package: shlibdeps of dpkg-dev, and the plugin's headers.
package_packages() {
  echo dpkg-dev file libslurm-dev
}

demo_packages() {
  # Of python3-sklearn the demo needs one file and takes it from the package (scripts/demo): installed, it would bring
  # scipy, which on Debian 12 brings Boost 1.74 and so drives out the one that logwrap is built with.
  echo python3 python3-numpy python3-tqdm bsdutils
}

bench_packages() {
  echo python3 bsdutils util-linux
}

# Debian's clang has libFuzzer in a package of its own.
fuzz_packages() {
  echo clang libclang-rt-dev
}

codename() {
  sed -n 's/^VERSION_CODENAME=//p' /etc/os-release
}

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_of() {
  for package in "$@"; do
    installed "$package" || printf '%s ' "$package"
  done
}

# Runs a command as root.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "packages.sh: to install packages, run this as root or install sudo" >&2
    return 1
  fi
}

install_missing() {
  missing=$(missing_of "$@")
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null; then
    echo "packages.sh: this system has no apt-get; logwrap needs what Debian calls: $missing" >&2
    return 1
  fi
  echo "==> Installing packages: $missing"
  as_root apt-get update -qq
  # shellcheck disable=SC2086 # a list of words
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# Downloads a package, checked by apt as always, and prints the file in it whose path matches the pattern.
print_file() {
  place=$(mktemp -d)
  chmod 755 "$place"
  if [ "$(id -u)" = 0 ]; then chown _apt "$place"; fi # apt downloads as this user
  if ! (cd "$place" && apt-get download -qq "$1" 2>/dev/null); then
    as_root apt-get update -qq >&2
    (cd "$place" && apt-get download -qq "$1" >&2)
  fi
  dpkg-deb --fsys-tarfile "$place/$1"_*.deb | tar -x -O --wildcards "$2"
  rm -rf "$place"
}

main() {
  if [ "${1:-}" = --print-file ]; then
    print_file "$2" "$3"
    return
  fi
  list_only=no
  packages=''
  for set in "$@"; do
    case "$set" in
      --list) list_only=yes ;;
      build | test | grafana | loki | slurm | observability | package | demo | bench | fuzz) packages="$packages $("${set}_packages")" ;;
      *) echo "packages.sh: no set of packages is called '$set' (build, test, grafana, loki, slurm, observability, package, demo, bench, fuzz)" >&2; return 2 ;;
    esac
  done
  # shellcheck disable=SC2086 # a list of words
  set -- $packages
  if [ "$list_only" = yes ]; then
    printf '%s\n' "$@" | sort -u
  else
    install_missing "$@"
  fi
}

main "$@"
