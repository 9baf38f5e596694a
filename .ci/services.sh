#!/usr/bin/env bash
# Sees to it that the tests in queue mode find Redis and PostgreSQL, and prints the address of that PostgreSQL. On Debian, as
# root, it installs and starts what is missing; elsewhere it says what is missing and how to get it. A PostgreSQL that
# TEST_POSTGRES_URL names is somebody else's to start.
set -euo pipefail
cd "$(dirname "$0")/.."

check() { node scripts/run.mjs node scripts/services.mjs; }
done_already() { check 2>/dev/null; }

# Its output is shown only when it fails.
quietly() {
	local output
	output=$("$@" 2>&1) || { printf '%s\n' "$output" >&2; return 1; }
}

done_already && exit
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then check; fi

packages=()
command -v redis-server >/dev/null || packages+=(redis-server)
[ -n "${TEST_POSTGRES_URL:-}" ] || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || packages+=(postgresql)
if [ ${#packages[@]} -gt 0 ]; then
	export DEBIAN_FRONTEND=noninteractive
	quietly apt-get update
	quietly apt-get install -y "${packages[@]}"
fi
done_already && exit
if [ -n "${TEST_POSTGRES_URL:-}" ]; then check; fi

read -r version cluster port _ < <(pg_lsclusters --no-header) || check
pg_ctlcluster "$version" "$cluster" status >/dev/null || quietly pg_ctlcluster --skip-systemctl-redirect "$version" "$cluster" start
done_already && exit

# A fresh PostgreSQL lets roles in by password only, and none has one. This role is for the tests alone.
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
quietly su postgres -c "psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --port=$port" <<SQL
SELECT 'CREATE ROLE flow_elements_test' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'flow_elements_test') \gexec
ALTER ROLE flow_elements_test LOGIN CREATEDB PASSWORD '$password';
SQL
TEST_POSTGRES_URL="postgres://flow_elements_test:$password@127.0.0.1:$port/postgres" check
