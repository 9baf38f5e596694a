import type { INodeParameters } from 'n8n-workflow';

/**
 * A line for the shell that calls the route as the panel describes it. The editor evaluates the text of this function,
 * so it leans on nothing outside itself and its text holds no two closing braces in a row, which would end the
 * expression.
 *
 * @param $parameter the panel
 * @param webhookId the id by which n8n knows the webhook
 * @param base the address under which n8n serves webhooks
 */
export function readyCall($parameter: INodeParameters, webhookId: string, base: string): string {
	const path = String($parameter.path || '').replace(/^\/|\/$/g, '');
	const inPath = path.split('/').filter((part) => part.startsWith(':'));
	const called = path.split('/').map((part) => (part.startsWith(':') ? 'example' : part)).join('/');
	const url = base + '/' + (path === '' ? webhookId : inPath.length > 0 ? webhookId + '/' + called : path);

	const samples: Record<string, unknown> = {
		array: ['one'],
		boolean: true,
		date: '2026-12-31',
		'date-time': '2026-12-31T09:30:00Z',
		email: 'ann@example.com',
		integer: 1,
		list: ['one'],
		number: 1,
		object: {},
		phone: '+31612345678',
		string: 'text',
	};
	const declared = () => {
		const { rows } = ($parameter.attributes || {}) as { rows?: Array<{ name: string; type?: string }> };
		return (rows || []).map((row) => [row.name, samples[row.type || 'string']] as [string, unknown]);
	};
	type Property = { type?: string; format?: string; default?: unknown; enum?: unknown[] };
	const described = () => {
		let schema: { properties?: Record<string, Property>; required?: string[] } = {};
		try {
			schema = typeof $parameter.schema === 'string' ? JSON.parse($parameter.schema) : $parameter.schema;
		} catch {
			// The panel tells what is wrong with the schema when the flow is published.
		}
		const sample = (of: Property) => of.default ?? of.enum?.[0] ?? samples[of.format || ''] ?? samples[of.type || 'string'];
		const properties = Object.entries(schema.properties || {});
		const required = properties.filter(([name]) => (schema.required || []).includes(name));
		return (required.length > 0 ? required : properties).map(([name, of]) => [name, sample(of)] as [string, unknown]);
	};
	// A route that tracks participants takes no call that does not say whom it is about.
	const contacts: Array<[string, unknown]> = [
		[String($parameter.phoneAttribute ?? 'phone'), samples.phone],
		[String($parameter.emailAttribute ?? 'email'), samples.email],
	];
	const contactOf = (name: string) => contacts.find(([contact]) => contact === name);
	const withContact = (given: Array<[string, unknown]>) => {
		if ($parameter.trackParticipant !== true) return given;
		const told = given.map(([name, value]): [string, unknown] => (value === samples.string ? contactOf(name) || [name, value] : [name, value]));
		const isTold = told.some(([name]) => contactOf(name)) || inPath.some((part) => contactOf(part.slice(1)));
		return isTold ? told : told.concat(contacts.filter(([name]) => name).slice(0, 1));
	};
	const pairs = withContact($parameter.attributesFrom === 'schema' ? described() : declared()).filter(
		([name]) => name && !inPath.includes(':' + name),
	);

	const method = (($parameter.methods || []) as string[])[0] || 'POST';
	const inQuery = method === 'GET' || method === 'DELETE';
	const query = pairs.map(([name, value]) => encodeURIComponent(name) + '=' + encodeURIComponent(String(value))).join('&');
	const body = inQuery ? '' : JSON.stringify(Object.fromEntries(pairs));

	const quoted = (text: string) => "'" + text.replace(/'/g, "'\\''") + "'";
	const token = $parameter.tokenSource === 'generated' ? String($parameter.token) : 'THE-TOKEN-OF-THE-CREDENTIAL';
	const parts = ['curl -X ' + method, quoted(inQuery && query ? url + '?' + query : url)];
	if ($parameter.tokenSource !== 'none') parts.push('-H ' + quoted('Authorization: Bearer ' + token));
	if (!inQuery) parts.push('-H ' + quoted('Content-Type: application/json'));
	if ($parameter.idempotency === 'required' && ($parameter.idempotencyFrom || 'header') === 'header') {
		parts.push('-H ' + quoted(($parameter.idempotencyHeader || 'Idempotency-Key') + ': ') + '"$(date +%s)-$RANDOM"');
	}
	if ($parameter.requireSignature !== true) return parts.concat(inQuery ? [] : '-d ' + quoted(body)).join(' ');

	const names = ($parameter.options || {}) as { signatureHeader?: string; timestampHeader?: string };
	const signed = 'openssl dgst -sha256 -hex -hmac ' + quoted('THE-SECRET-OF-THE-CREDENTIAL');
	return [
		'body=' + quoted(body) + '; ts=$(date +%s);',
		`sig=$(printf '%s.%s' "$ts" "$body" | ${signed} | sed 's/.* //');`,
		...parts,
		'-H ' + quoted((names.timestampHeader || 'X-Signature-Timestamp') + ': ') + '"$ts"',
		'-H ' + quoted((names.signatureHeader || 'X-Signature') + ': sha256=') + '"$sig"',
		...(inQuery ? [] : ['-d "$body"']),
	].join(' ');
}

/** @returns the expression that shows the curl line in the panel */
export function readyCallExpression(base: string): string {
	return `={{ (${readyCall.toString()})($parameter, $webhookId, ${JSON.stringify(base)}) }}`;
}
