import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { inNode, ROOT } from './support/inNode';

const CONFIG = join(ROOT, 'runtime/node_modules/@n8n/config/dist');

/** Every setting that the pinned n8n declares. */
function declaredSettings(): string[] {
	const files = readdirSync(CONFIG, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
	const code = files.map((file) => readFileSync(join(CONFIG, file), 'utf8')).join('\n');
	return [...code.matchAll(/\bEnv\)\('([A-Z0-9_]+)'/g)].map(([, name]) => name);
}

async function withoutN8nSettings(environment: Record<string, string>): Promise<unknown> {
	const call = `withoutN8nSettings(${JSON.stringify(environment)})`;
	return await inNode(`import { withoutN8nSettings } from './scripts/n8n.mjs'; console.log(JSON.stringify(${call}))`);
}

describe('the environment of the n8n that the scripts start', () => {
	it('leaves out every setting that n8n declares', async () => {
		const declared = declaredSettings();
		expect(declared).toEqual(expect.arrayContaining(['N8N_PORT', 'DB_SQLITE_DATABASE', 'DB_POSTGRESDB_HOST', 'EXECUTIONS_MODE']));
		expect(await withoutN8nSettings(Object.fromEntries(declared.map((name) => [name, 'x'])))).toEqual({});
	});

	it.each(['DB_POSTGRESDB_PASSWORD_FILE', 'WEBHOOK_URL', 'NODE_FUNCTION_ALLOW_BUILTIN', 'CODE_ENABLE_STDOUT', 'E2E_TESTS', 'FLOW_ELEMENTS_STORE'])(
		'leaves out %s, which n8n or this package reads elsewhere',
		async (name) => expect(await withoutN8nSettings({ [name]: 'x' })).toEqual({}),
	);

	it('keeps what is not n8n’s', async () => {
		const names = ['PATH', 'HOME', 'HTTPS_PROXY', 'no_proxy', 'npm_config_registry', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'DBUS_SESSION_BUS_ADDRESS'];
		const environment = Object.fromEntries(names.map((name) => [name, 'x']));
		expect(await withoutN8nSettings(environment)).toEqual(environment);
	});

	it('has its own settings and the given ones instead of the inherited ones', async () => {
		const options = { userFolder: '/own', port: 5999, brokerPort: 5998, extra: { N8N_EXPRESSION_ENGINE: 'legacy' } };
		const environment = await inNode(
			`import { n8nEnvironment } from './scripts/n8n.mjs';
			console.log(JSON.stringify(n8nEnvironment(${JSON.stringify(options)})))`,
			{ DB_SQLITE_DATABASE: '/theirs/database.sqlite', N8N_USER_FOLDER: '/theirs', N8N_EXPRESSION_ENGINE: 'vm', HOME: '/home/theirs' },
		);
		expect(environment).toMatchObject({ N8N_USER_FOLDER: '/own', N8N_PORT: '5999', N8N_EXPRESSION_ENGINE: 'legacy', HOME: '/home/theirs' });
		expect(environment).not.toHaveProperty('DB_SQLITE_DATABASE');
	});
});
