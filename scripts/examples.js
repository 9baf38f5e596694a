// CommonJS, because both the scripts and the tests, which jest runs as CommonJS, import it.
const { randomBytes } = require('node:crypto');
const { readdir, readFile } = require('node:fs/promises');
const { join } = require('node:path');

const EXAMPLES = join(__dirname, '..', 'examples');

/** Where the examples expect the simulator; a demo or a test on another port writes its own address in. */
const SIMULATOR_URL = 'http://127.0.0.1:5690';

const ADD_TO_FLOW = 'n8n-nodes-flow-elements.addToFlow';

/** @returns {Promise<string[]>} the names of the examples, which are those of their folders */
exports.exampleNames = async () => {
	const entries = await readdir(EXAMPLES, { withFileTypes: true });
	return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
};

/**
 * Reads the flows of an example: the one that has the name of the folder, and those to which it adds participants.
 *
 * @param {string} name
 * @param {string} simulatorUrl
 * @returns the flows with the names of their files; the main one comes last, because n8n publishes a flow after those
 *   that it needs
 */
exports.exampleFlows = async (name, simulatorUrl) => {
	const files = (await readdir(join(EXAMPLES, name))).filter((file) => file.endsWith('.json'));
	const names = files.map((file) => file.slice(0, -'.json'.length)).sort();
	const inOrder = [...names.filter((one) => one !== name), name];
	return await Promise.all(
		inOrder.map(async (one) => {
			const text = await readFile(join(EXAMPLES, name, `${one}.json`), 'utf8');
			return { name: one, workflow: JSON.parse(text.replaceAll(SIMULATOR_URL, simulatorUrl)) };
		}),
	);
};

/**
 * In an example, Add to Flow names the flow by its file, because n8n gives each flow its ID only when it is imported.
 *
 * @param workflow
 * @param {Record<string, string>} ids the IDs of flows, by the names of their files
 * @returns the workflow with IDs in the place of names
 */
exports.withFlowIds = (workflow, ids) => ({
	...workflow,
	nodes: workflow.nodes.map((node) => {
		const { workflowId } = node.parameters;
		if (node.type !== ADD_TO_FLOW || !Object.hasOwn(ids, workflowId?.value ?? '')) return node;
		return { ...node, parameters: { ...node.parameters, workflowId: { ...workflowId, value: ids[workflowId.value] } } };
	}),
});

/**
 * The accounts that the examples use, at the simulator. Each has the name of its type as its ID.
 *
 * @param {string} simulatorUrl
 */
exports.exampleCredentials = (simulatorUrl) =>
	Object.entries(accounts(simulatorUrl)).map(([type, { name, ...data }]) => ({ id: type, name: `Simulator: ${name}`, type, data }));

function accounts(baseUrl) {
	const none = { webhookUser: '', webhookPassword: '' };
	return {
		flowElementsChatwootApi: { name: 'Chatwoot', baseUrl, accountId: '1', token: 'simulator-key' },
		flowElementsClickatellApi: { name: 'Clickatell', baseUrl, apiKey: 'simulator-key', ...none },
		flowElementsInfobipApi: { name: 'Infobip', baseUrl, apiKey: 'simulator-key', ...none },
		flowElementsTrengoApi: { name: 'Trengo', baseUrl: `${baseUrl}/api/v2`, token: 'simulator-key' },
		flowElementsTypebotApi: { name: 'Typebot', viewerUrl: baseUrl, token: '' },
		flowElementsWhatsAppCloudApi: {
			name: 'WhatsApp Cloud API',
			baseUrl,
			version: 'v23.0',
			accessToken: 'simulator-key',
			phoneNumberId: '15550001',
			businessAccountId: '15550002',
			appSecret: 'simulator-app-secret',
			verifyToken: 'simulator-verify-token',
		},
	};
}

/**
 * @param workflow
 * @param {Record<string, string>} ids the IDs that n8n has given to the accounts, by their types
 * @returns the workflow with these accounts
 */
exports.withCredentialIds = (workflow, ids) => ({
	...workflow,
	nodes: workflow.nodes.map((node) => {
		const chosen = Object.entries(node.credentials ?? {});
		if (chosen.length === 0) return node;
		return { ...node, credentials: Object.fromEntries(chosen.map(([type, { name }]) => [type, { id: ids[type], name }])) };
	}),
});

/** @returns {string} an id of the form that n8n gives to workflows; random, so that route tokens are this machine's own */
exports.workflowId = () => randomBytes(12).toString('base64url').replace(/[-_]/g, 'x').slice(0, 16);
