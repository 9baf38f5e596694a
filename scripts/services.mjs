#!/usr/bin/env node
// The services that n8n's queue mode needs, for tests: a Redis of their own, and a database of their own in a PostgreSQL
// that is there. Run as a command, it prints the address of that PostgreSQL, or on stderr what is missing and how to get it.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { startGuarded } from './n8n.mjs';
import { RUNTIME } from './paths.mjs';
import { toolEnvironment } from './process.mjs';

/** The PostgreSQL in which tests make databases. */
const POSTGRES_URL = process.env.TEST_POSTGRES_URL || 'postgres://postgres@127.0.0.1:5432/postgres';

/** What the names of all our databases begin with. */
const DATABASES = 'flow_elements_test_';

/** @returns {Promise<string[]>} what is missing, each with the way to get it; empty when all is there */
export async function missingServices() {
	return (await Promise.all([missingRedis(), missingPostgres()])).filter((text) => text !== undefined);
}

async function missingRedis() {
	try {
		await promisify(execFile)('redis-server', ['--version'], { env: toolEnvironment() });
		return undefined;
	} catch ({ message }) {
		return `Redis: the program "redis-server" does not run (${message}).
  Debian, Ubuntu: apt-get install redis-server (it need not be started; the tests start their own)`;
	}
}

async function missingPostgres() {
	const { host } = new URL(POSTGRES_URL);
	const own = `or set TEST_POSTGRES_URL=postgres://<role>:<password>@<host>:<port>/postgres`;
	try {
		const [role] = await inPostgres('SELECT rolcreatedb OR rolsuper AS suits, rolname FROM pg_roles WHERE rolname = current_user');
		if (role.suits) return undefined;
		return `PostgreSQL: the role ${role.rolname} at ${host} may not create databases.
  ALTER ROLE "${role.rolname}" CREATEDB, ${own}`;
	} catch (error) {
		return `PostgreSQL: no session at ${host} (${error.message || error.code}).
  Debian, Ubuntu: apt-get install postgresql; pg_ctlcluster $(ls /etc/postgresql) main start
  The tests log in as postgres without a password; let pg_hba.conf trust 127.0.0.1, ${own}`;
	}
}

/**
 * Starts a Redis that keeps nothing on disk.
 *
 * @param {object} options its `port`, the `folder` to run in, and `onOutput` for what it prints
 * @returns what startGuarded gives; the Redis takes commands
 */
export async function startRedis({ port, folder, onOutput = () => {} }) {
	const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
	let output = '';
	let redis;
	const ready = new Promise((resolve) => {
		const read = (text) => {
			onOutput(text);
			output += text;
			if (output.includes('Ready to accept connections')) resolve(true);
		};
		redis = startGuarded('redis-server', args, { env: toolEnvironment(), cwd: folder, onOutput: read });
	});
	if (await Promise.race([ready, redis.ended.then(() => false)])) return redis;
	throw new Error(`redis-server did not start:\n${output}`);
}

/**
 * Makes an empty database that only this process uses, and drops those that earlier processes could not drop any more.
 *
 * We stay connected to ours, so that a database to which nobody is connected is a leftover.
 *
 * @returns its `settings` for n8n, and `drop`
 */
export async function throwawayDatabase() {
	const name = DATABASES + randomUUID().replaceAll('-', '');
	const admin = await connect();
	let claim;
	try {
		// Nobody must drop ours between its making and our connecting to it.
		await admin.query('SELECT pg_advisory_lock(hashtext($1))', [DATABASES]);
		for (const leftover of await leftovers(admin)) await admin.query(`DROP DATABASE IF EXISTS "${leftover}"`);
		await admin.query(`CREATE DATABASE "${name}"`);
		// It need not survive a power cut, and n8n's migrations are many small transactions.
		await admin.query(`ALTER DATABASE "${name}" SET synchronous_commit = off`);
		claim = await connect(name);
	} finally {
		await admin.end();
	}

	return {
		settings: settingsFor(name),
		async drop() {
			await claim.end();
			await inPostgres(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
		},
	};
}

async function leftovers(admin) {
	const { rows } = await admin.query(
		`SELECT datname FROM pg_database
		WHERE starts_with(datname, $1) AND pg_get_userbyid(datdba) = current_user
		AND datname NOT IN (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL)`,
		[DATABASES],
	);
	return rows.map(({ datname }) => datname);
}

function settingsFor(database) {
	const { hostname, port, username, password } = new URL(POSTGRES_URL);
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: hostname,
		DB_POSTGRESDB_PORT: port || '5432',
		DB_POSTGRESDB_USER: decodeURIComponent(username),
		DB_POSTGRESDB_PASSWORD: decodeURIComponent(password),
		DB_POSTGRESDB_DATABASE: database,
	};
}

/** Opens a session, in a certain database or in that of the address. */
async function connect(database) {
	// n8n brings it, so it is there after the set-up only.
	const { Client } = createRequire(join(RUNTIME, 'package.json'))('pg');
	const url = new URL(POSTGRES_URL);
	if (database) url.pathname = `/${database}`;
	const client = new Client({ connectionString: url.href, connectionTimeoutMillis: 5000 });
	// A lost session shows at its next use; until then it is no reason for this process to end.
	client.on('error', () => {});
	await client.connect();
	return client;
}

async function inPostgres(sql) {
	const client = await connect();
	try {
		return (await client.query(sql)).rows;
	} finally {
		await client.end();
	}
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	const missing = await missingServices();
	if (missing.length === 0) process.stdout.write(`${POSTGRES_URL}\n`);
	else process.stderr.write(`${missing.join('\n')}\n`);
	process.exitCode = missing.length === 0 ? 0 : 1;
}
