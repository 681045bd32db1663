#!/bin/sh
#
# deps.sh - looks for what building and testing fusiond needs and installs
# what is missing with the system's package manager.
#
# usage: tools/deps.sh [--check] run|test|lint|trace|cross|all
#
# trace is for `make sandbox-trace`, cross for `make sandbox-cross`; all has
# neither.
#
# --check only says what is missing. Needs root or sudo to install; never asks
# questions. Knows apt, dnf, apk, pacman, zypper and pkg_add.

set -u

check_only=no
if [ "${1:-}" = --check ]; then
	check_only=yes
	shift
fi
what=${1:-all}
CC=${CC:-}

# --- what is missing? A list of our own names, mapped to packages below. ------

missing=

have()
{
	command -v "$1" > /dev/null 2>&1
}

lack()
{
	missing="$missing $1"
}

find_cc()
{
	for c in "$CC" cc gcc clang; do
		[ -n "$c" ] && have "${c%% *}" && { echo "$c"; return; }
	done
}

# All headers in one go; one by one only if that fails.
headers_ok()
{
	for h in "$@"; do
		echo "#include <$h>"
	done | $cc -D_GNU_SOURCE -include stdarg.h -include stddef.h \
	    -include setjmp.h -include stdint.h -x c -E \
	    -I/usr/local/include - > /dev/null 2>&1
}

look_for_header()
{
	headers_ok "$2" || lack "$1"
}

look()
{
	have make || have gmake || lack make
	have pkg-config || have pkgconf || lack pkg-config
	cc=$(find_cc)
	if [ -z "$cc" ] || ! headers_ok stdio.h; then
		# Without a compiler the headers cannot be asked for.
		lack cc
		lack sqlite
		lack inih
		lack crypt
		[ "$what" != run ] && lack cmocka
	else
		look_for_header sqlite sqlite3.h
		look_for_header inih ini.h
		[ "$(uname)" = OpenBSD ] || look_for_header crypt crypt.h
		[ "$what" != run ] && look_for_header cmocka cmocka.h
	fi
	if [ "$what" != run ]; then
		have bash || lack bash
	fi
	case $what in
	lint|all)
		have cppcheck || lack cppcheck
		;;
	trace)
		have strace || lack strace
		;;
	cross)
		have musl-gcc || lack musl
		have aarch64-linux-gnu-gcc || lack aarch64
		;;
	esac
}

# --- which package has it? ----------------------------------------------------

# columns: ours  apt  dnf  apk  pacman  zypper  pkg_add ("-": in the base system)
package()
{
	awk -v want="$1" -v col="$2" '$1 == want && $col != "-" {
		gsub(",", " ", $col); print $col }' <<-TABLE
	cc         gcc,libc6-dev   gcc            gcc,musl-dev   gcc        gcc              -
	make       make            make           make           make       make             gmake
	pkg-config pkg-config      pkgconf-pkg-config  pkgconf   pkgconf    pkg-config       -
	sqlite     libsqlite3-dev  sqlite-devel   sqlite-dev     sqlite     sqlite3-devel    sqlite3
	inih       libinih-dev     inih-devel     inih-dev       libinih    inih-devel       inih
	crypt      libcrypt-dev    libxcrypt-devel libxcrypt-dev libxcrypt  libxcrypt-devel  -
	cmocka     libcmocka-dev   libcmocka-devel cmocka-dev    cmocka     libcmocka-devel  cmocka
	bash       bash            bash           bash           bash       bash             bash
	cppcheck   cppcheck        cppcheck       cppcheck       cppcheck   cppcheck         cppcheck
	strace     strace          strace         strace         strace     strace           -
	musl       musl-tools      musl-gcc       -              musl       -                -
	aarch64    gcc-aarch64-linux-gnu,libc6-dev-arm64-cross gcc-aarch64-linux-gnu - aarch64-linux-gnu-gcc cross-aarch64-gcc12 -
	TABLE
}

as_root()
{
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif have doas && [ "$(uname)" = OpenBSD ]; then
		doas "$@"
	elif have sudo; then
		sudo "$@"
	else
		echo "deps: not root and no sudo; run as root: $*" >&2
		return 1
	fi
}

# Other programs may hold apt's lock for a while.
apt_get()
{
	as_root env DEBIAN_FRONTEND=noninteractive apt-get \
	    -o DPkg::Lock::Timeout=300 "$@"
}

install_packages()
{
	case $manager in
	apt)	apt_get update -q &&
		    apt_get install -q -y --no-install-recommends "$@" ;;
	dnf)	as_root dnf install -y "$@" ;;
	apk)	as_root apk add "$@" ;;
	pacman)	as_root pacman -S --noconfirm --needed "$@" ;;
	zypper)	as_root zypper --non-interactive install "$@" ;;
	pkg_add) as_root pkg_add -I "$@" ;;
	esac
}

find_manager()
{
	column=2
	for manager in apt dnf apk pacman zypper pkg_add; do
		command=$manager
		[ $manager = apt ] && command=apt-get
		have $command && return 0
		column=$((column + 1))
	done
	return 1
}

case $what in
run|test|lint|trace|cross|all) ;;
*)
	echo "usage: tools/deps.sh [--check] run|test|lint|trace|cross|all" >&2
	exit 2
	;;
esac

look
[ -z "$missing" ] && exit 0
if [ $check_only = yes ]; then
	echo "missing:$missing"
	exit 1
fi

if ! find_manager; then
	echo "deps: missing:$missing, and no package manager that I know" >&2
	exit 1
fi

packages=
for m in $missing; do
	packages="$packages $(package "$m" $column)"
done
echo "deps: missing:$missing"
echo "deps: installing with $manager:$packages"
# shellcheck disable=SC2086
install_packages $packages || exit 1

missing=
look
if [ -n "$missing" ]; then
	echo "deps: still missing:$missing" >&2
	exit 1
fi
