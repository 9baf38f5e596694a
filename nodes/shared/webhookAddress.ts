/** The addresses under which this n8n serves webhooks. */
export interface WebhookBases {
	production: string;
	test: string;
}

/**
 * Tells under which addresses this n8n serves webhooks, by the variables that n8n itself reads. The editor knows them,
 * but gives them to no expression, so they are written into the panel when n8n loads the node.
 *
 * @param env the environment of the n8n process
 */
export function webhookBases(env: Record<string, string | undefined>): WebhookBases {
	const protocol = env.N8N_PROTOCOL || 'http';
	const port = env.N8N_PORT || '5678';
	const isDefaultPort = (protocol === 'http' && port === '80') || (protocol === 'https' && port === '443');
	const own = `${protocol}://${env.N8N_HOST || 'localhost'}${isDefaultPort ? '' : `:${port}`}${env.N8N_PATH || '/'}`;

	const production = publicAddress(env) || own;
	const test = unquoted(env.N8N_WEBHOOK_URL) || unquoted(env.N8N_EDITOR_BASE_URL) || production;
	return {
		production: joined(production, webhookEndpoint(env)),
		test: joined(test, env.N8N_ENDPOINT_WEBHOOK_TEST || 'webhook-test'),
	};
}

/** @returns the path under which n8n itself serves webhooks, without slashes at its ends */
export function webhookEndpoint(env: Record<string, string | undefined>): string {
	return (env.N8N_ENDPOINT_WEBHOOK || 'webhook').replace(/^\/+|\/+$/g, '');
}

/**
 * @param env the environment of the n8n process
 * @returns the address under which the world reaches n8n, if whoever runs n8n has set one; without the quotes that n8n
 *   takes off, too
 */
export function publicAddress(env: Record<string, string | undefined>): string | undefined {
	return unquoted(env.N8N_WEBHOOK_URL) || unquoted(env.WEBHOOK_URL) || undefined;
}

/** @returns a variable's value without the quotes around it */
function unquoted(value: string | undefined): string | undefined {
	return value?.replace(/^"+|"+$/g, '');
}

function joined(base: string, endpoint: string): string {
	return `${base.replace(/\/+$/, '')}/${endpoint}`;
}
