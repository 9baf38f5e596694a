import { execFileSync } from 'node:child_process';

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeParameters } from 'n8n-workflow';
import ts from 'typescript';

import { signatureFault } from '../../../flow/route/signature';
import { readyCall, readyCallExpression } from '../../../nodes/DynamicApiTrigger/readyCall';
import { webhookBases } from '../../../nodes/shared/webhookAddress';

const BASE = 'https://n8n.example.com/webhook';
const ID = '0d9f-webhook-id';

const panel = (change: INodeParameters = {}): INodeParameters => ({
	methods: ['POST'],
	path: 'orders',
	tokenSource: 'generated',
	token: 'fe_123',
	attributesFrom: 'declared',
	attributes: {},
	...change,
});
const attributes = (...rows: Array<{ name: string; type?: string }>) => ({ attributes: { rows } });
const line = (change: INodeParameters = {}) => readyCall(panel(change), ID, BASE);

describe('the line that calls a route', () => {
	it('by POST sends a sample of every declared attribute as JSON', () => {
		const rows = attributes(
			{ name: 'active', type: 'boolean' },
			{ name: 'day', type: 'date' },
			{ name: 'email', type: 'email' },
			{ name: 'tags', type: 'list' },
			{ name: 'amount', type: 'number' },
			{ name: 'address', type: 'object' },
			{ name: 'phone', type: 'phone' },
			{ name: 'note', type: 'string' },
			{ name: 'untyped' },
		);
		expect(line(rows)).toBe(
			"curl -X POST 'https://n8n.example.com/webhook/orders' -H 'Authorization: Bearer fe_123' -H 'Content-Type: application/json'" +
				` -d '{"active":true,"day":"2026-12-31","email":"ann@example.com","tags":["one"],"amount":1,"address":{},"phone":"+31612345678","note":"text","untyped":"text"}'`,
		);
	});

	it.each(['PUT', 'PATCH'])('by %s sends a body too', (method) => {
		expect(line({ methods: [method] })).toBe(
			`curl -X ${method} '${BASE}/orders' -H 'Authorization: Bearer fe_123' -H 'Content-Type: application/json' -d '{}'`,
		);
	});

	it.each(['GET', 'DELETE'])('by %s sends the attributes in the query', (method) => {
		const rows = attributes({ name: 'phone', type: 'phone' }, { name: 'order id', type: 'number' }, { name: 'a&b' });
		expect(line({ methods: [method], ...rows })).toBe(
			`curl -X ${method} '${BASE}/orders?phone=%2B31612345678&order%20id=1&a%26b=text' -H 'Authorization: Bearer fe_123'`,
		);
	});

	it('by GET has no query without attributes', () => {
		expect(line({ methods: ['GET'] })).toBe(`curl -X GET '${BASE}/orders' -H 'Authorization: Bearer fe_123'`);
	});

	it.each([
		[['GET', 'POST'], 'GET'],
		[['POST', 'GET'], 'POST'],
		[[], 'POST'],
	])('takes the first of the methods %j', (methods, method) => {
		expect(line({ methods })).toMatch(new RegExp(`^curl -X ${method} `));
	});

	it.each([
		['{"properties":{"a":{"type":"integer"},"b":{"format":"phone"}},"required":["b"]}', '{"b":"+31612345678"}'],
		['{"properties":{"a":{"enum":["x"]},"b":{"type":"array"},"c":{"default":0},"d":{}}}', '{"a":"x","b":["one"],"c":0,"d":"text"}'],
		['{"properties":', '{}'],
		['{}', '{}'],
	])('has what the JSON Schema %s asks for', (schema, body) => {
		expect(line({ attributesFrom: 'schema', schema })).toMatch(new RegExp(` -d '${body.replace(/[{}+[\]]/g, '\\$&')}'$`));
	});

	it.each([
		['required', {}, 'Idempotency-Key'],
		['required', { idempotencyHeader: 'X-Key' }, 'X-Key'],
		['required', { idempotencyFrom: 'expression' }, undefined],
		['optional', {}, undefined],
		['off', {}, undefined],
	])('brings a new idempotency key when one is %s %j', (idempotency, change, header) => {
		const made = line({ idempotency, ...change });
		const key = ` -H '${header}: '"$(date +%s)-$RANDOM"`;
		expect(made.includes('RANDOM')).toBe(header !== undefined);
		if (header !== undefined) expect(made).toContain(key);
	});

	it.each<[string, INodeParameters, string]>([
		['the phone number', {}, '{"phone":"+31612345678"}'],
		['the phone number under its name', { phoneAttribute: 'mobile' }, '{"mobile":"+31612345678"}'],
		['the email address where there is no other', { phoneAttribute: '' }, '{"email":"ann@example.com"}'],
		['what is declared', attributes({ name: 'order' }, { name: 'email', type: 'email' }), '{"order":"text","email":"ann@example.com"}'],
		['what is declared as any text', attributes({ name: 'phone' }, { name: 'email' }), '{"phone":"+31612345678","email":"ann@example.com"}'],
		['nothing where only providers know the participant', { phoneAttribute: '', emailAttribute: '' }, '{}'],
		['nothing but the path where that says it', { path: ':phone' }, '{}'],
		['nothing when nobody asks', { trackParticipant: false }, '{}'],
	])('says whom it is about when the route tracks participants: %s', (_what, change, body) => {
		expect(line({ trackParticipant: true, ...change })).toContain(` -d '${body}'`);
	});

	it('is signed when the route asks for it, in a way that the route accepts', () => {
		const secret = 'THE-SECRET-OF-THE-CREDENTIAL';
		const command = line({ requireSignature: true, ...attributes({ name: "it's" }) }).replace('curl', 'printf "%s\\n"');
		const words = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\n');
		const headerOf = (name: string) => words.find((word) => word.startsWith(`${name}: `))?.slice(name.length + 2);

		expect(
			signatureFault(
				{
					secret,
					rawBody: Buffer.from(words[words.indexOf('-d') + 1]),
					timestamp: headerOf('X-Signature-Timestamp'),
					signature: headerOf('X-Signature'),
					toleranceSeconds: 60,
				},
				new Date(),
			),
		).toBeUndefined();
	});

	it.each<[string, INodeParameters, string]>([
		['rows without a name', attributes({ name: '' }, { name: 'a' }), '{"a":"text"}'],
		['no rows', { attributes: {} }, '{}'],
		['no attributes at all', { attributes: undefined }, '{}'],
		['__proto__', attributes({ name: '__proto__' }), '{"__proto__":"text"}'],
	])('can be made with %s', (_, change, body) => {
		expect(line(change)).toMatch(new RegExp(` -d '${body.replace(/[{}]/g, '\\$&')}'$`));
	});
});

describe('the URL of the line', () => {
	it.each([
		['orders', 'orders'],
		['/orders/', 'orders'],
		['orders/today', 'orders/today'],
		['', ID],
		['/', ID],
		// Dynamic paths are served under the webhook's id.
		['orders/:orderId', `${ID}/orders/example`],
		['/:a', `${ID}/example`],
		[':a/:ab', `${ID}/example/example`],
		[':ab/:a', `${ID}/example/example`],
		['x:a/:a', `${ID}/x:a/example`],
		[':a/:a', `${ID}/example/example`],
		["it's/:a", `${ID}/it'\\''s/example`],
	])('for the path "%s" ends in %s', (path, end) => {
		expect(line({ path, methods: ['GET'], tokenSource: 'none' })).toBe(`curl -X GET '${BASE}/${end}'`);
	});

	it('has the attributes of the path in the path only', () => {
		const rows = attributes({ name: 'orderId' }, { name: 'order' });
		expect(line({ path: 'orders/:orderId', methods: ['GET'], tokenSource: 'none', ...rows })).toBe(
			`curl -X GET '${BASE}/${ID}/orders/example?order=text'`,
		);
		expect(line({ path: 'orders/:orderId', tokenSource: 'none', ...rows })).toBe(
			`curl -X POST '${BASE}/${ID}/orders/example' -H 'Content-Type: application/json' -d '{"order":"text"}'`,
		);
	});
});

describe('the token of the line', () => {
	it.each([
		['generated', " -H 'Authorization: Bearer fe_123'"],
		['credential', " -H 'Authorization: Bearer THE-TOKEN-OF-THE-CREDENTIAL'"],
		['none', ''],
	])('that is %s is sent as "%s"', (tokenSource, header) => {
		expect(line({ tokenSource, methods: ['GET'] })).toBe(`curl -X GET '${BASE}/orders'${header}`);
	});
});

describe('single quotes', () => {
	it('do not end the words of the shell', () => {
		const written = line({ path: "a'b", token: "t'$(id)", ...attributes({ name: "it's" }) });
		expect(written).toBe(
			"curl -X POST 'https://n8n.example.com/webhook/a'\\''b' -H 'Authorization: Bearer t'\\''$(id)'" +
				` -H 'Content-Type: application/json' -d '{"it'\\''s":"text"}'`,
		);
	});

	it('are read by a shell as they were meant', () => {
		const words = line({ path: "a'b", token: "t'`id`", ...attributes({ name: "it's" }) });
		// What a POSIX shell makes of single-quoted words.
		const read = [...words.matchAll(/(?:'([^']*)'|\\(')|([^\s'\\]+))+/g)].map(([word]) =>
			word.replace(/'([^']*)'|\\'/g, (part, inner: string | undefined) => inner ?? part.slice(1)),
		);
		expect(read).toEqual([
			'curl',
			'-X',
			'POST',
			"https://n8n.example.com/webhook/a'b",
			'-H',
			"Authorization: Bearer t'`id`",
			'-H',
			'Content-Type: application/json',
			'-d',
			`{"it's":"text"}`,
		]);
	});
});

describe('the expression that shows the line', () => {
	/** The function as the build writes it, which is the text that the editor gets; jest's own can differ. */
	function built(): string {
		const source = readFileSync(join(__dirname, '../../../nodes/DynamicApiTrigger/readyCall.ts'), 'utf8');
		const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS };
		const { outputText } = ts.transpileModule(source, { compilerOptions });
		const exports: { readyCall?: () => string } = {};
		new Function('exports', outputText)(exports);
		return String(exports.readyCall);
	}

	it.each([
		['as it runs here', () => readyCall.toString()],
		['as it is built', built],
	])('has no two closing braces in a row in its function, %s', (_, text) => {
		expect(text()).toMatch(/^function readyCall\(/);
		expect(text()).not.toContain('}}');
	});

	it.each([
		['as it runs here', () => readyCall.toString()],
		['as it is built', built],
	])('leans on nothing outside its function, %s', (_, text) => {
		const alone = new Function('exports', 'require', 'module', 'process', `return (${text()});`)() as typeof readyCall;
		const rows = attributes({ name: 'phone', type: 'phone' });
		expect(alone(panel(rows), ID, BASE)).toBe(line(rows));
		expect(alone(panel({ methods: ['GET'], path: ':a', ...rows }), ID, BASE)).toBe(
			line({ methods: ['GET'], path: ':a', ...rows }),
		);
	});

	it('calls the function with the panel, the id and the address', () => {
		const expression = readyCallExpression('https://n8n.example.com/"webhook"');
		expect(expression.startsWith('={{ (function readyCall(')).toBe(true);
		expect(expression.endsWith(')($parameter, $webhookId, "https://n8n.example.com/\\"webhook\\"") }}')).toBe(true);
		expect(expression.slice(0, -2)).not.toContain('}}');

		const value = new Function('$parameter', '$webhookId', `return ${expression.slice(3, -2)}`)(
			panel({ methods: ['GET'] }),
			ID,
		) as string;
		expect(value).toBe(`curl -X GET 'https://n8n.example.com/"webhook"/orders' -H 'Authorization: Bearer fe_123'`);
	});
});

describe('the addresses under which webhooks are served', () => {
	it.each<[string, Record<string, string>, string, string]>([
		['without any variable', {}, 'http://localhost:5678/webhook', 'http://localhost:5678/webhook-test'],
		[
			'by protocol, host, port and path',
			{ N8N_PROTOCOL: 'https', N8N_HOST: 'n8n.example.com', N8N_PORT: '8443', N8N_PATH: '/flows/' },
			'https://n8n.example.com:8443/flows/webhook',
			'https://n8n.example.com:8443/flows/webhook-test',
		],
		['without the usual port of http', { N8N_PORT: '80' }, 'http://localhost/webhook', 'http://localhost/webhook-test'],
		[
			'without the usual port of https',
			{ N8N_PROTOCOL: 'https', N8N_PORT: '443' },
			'https://localhost/webhook',
			'https://localhost/webhook-test',
		],
		[
			'with the usual port of the other protocol',
			{ N8N_PORT: '443' },
			'http://localhost:443/webhook',
			'http://localhost:443/webhook-test',
		],
		[
			'by WEBHOOK_URL, which wins over the parts',
			{ WEBHOOK_URL: 'https://hooks.example.com/', N8N_HOST: 'n8n.example.com' },
			'https://hooks.example.com/webhook',
			'https://hooks.example.com/webhook-test',
		],
		[
			'by WEBHOOK_URL in quotes',
			{ WEBHOOK_URL: '"https://hooks.example.com"' },
			'https://hooks.example.com/webhook',
			'https://hooks.example.com/webhook-test',
		],
		[
			'by N8N_EDITOR_BASE_URL for tests only',
			{ WEBHOOK_URL: 'https://hooks.example.com', N8N_EDITOR_BASE_URL: 'https://edit.example.com' },
			'https://hooks.example.com/webhook',
			'https://edit.example.com/webhook-test',
		],
		[
			'by N8N_WEBHOOK_URL, which wins over all',
			{
				N8N_WEBHOOK_URL: 'https://new.example.com//',
				WEBHOOK_URL: 'https://old.example.com',
				N8N_EDITOR_BASE_URL: 'https://edit.example.com',
			},
			'https://new.example.com/webhook',
			'https://new.example.com/webhook-test',
		],
		[
			'under other endpoints',
			{ N8N_ENDPOINT_WEBHOOK: 'hook', N8N_ENDPOINT_WEBHOOK_TEST: 'hook-test' },
			'http://localhost:5678/hook',
			'http://localhost:5678/hook-test',
		],
		[
			'with empty variables as without them',
			{
				N8N_WEBHOOK_URL: '',
				WEBHOOK_URL: '""',
				N8N_EDITOR_BASE_URL: '',
				N8N_HOST: '',
				N8N_PORT: '',
				N8N_PROTOCOL: '',
				N8N_PATH: '',
				N8N_ENDPOINT_WEBHOOK: '',
			},
			'http://localhost:5678/webhook',
			'http://localhost:5678/webhook-test',
		],
	])('%s', (_, env, production, test) => {
		expect(webhookBases(env)).toEqual({ production, test });
	});
});
