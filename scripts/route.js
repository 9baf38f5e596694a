// CommonJS, because both the scripts and the tests, which jest runs as CommonJS, import it.
const { createHash } = require('node:crypto');

const TRIGGER = 'n8n-nodes-flow-elements.dynamicApiTrigger';
const MESSAGE_TRIGGER = 'n8n-nodes-flow-elements.messageEventsTrigger';

/** The token that a Dynamic API Trigger generates for its route, as its panel shows it. */
exports.routeToken = (workflow, generation = triggerOf(workflow).parameters.tokenGeneration ?? 1) => {
	const seed = [workflow.id, triggerOf(workflow).id, generation].join(':');
	return `fe_${createHash('sha256').update(seed).digest('hex').slice(0, 40)}`;
};

/** The part of the route's URL that comes after `/webhook/`. */
exports.routePath = (workflow) => {
	const { webhookId, parameters } = triggerOf(workflow);
	const path = parameters.path ?? '';
	if (path === '') return webhookId;
	return path.includes(':') ? `${webhookId}/${path}` : path;
};

/** Whether a flow begins with a Dynamic API Trigger. */
exports.hasRoute = (workflow) => triggerOf(workflow) !== undefined;

/** The Message Events Triggers of a flow: their providers, and the parts of their URLs that come after `/webhook/`. */
exports.messageTriggers = (workflow) =>
	workflow.nodes.filter(({ type }) => type === MESSAGE_TRIGGER).map(({ webhookId, parameters }) => ({ provider: parameters.provider ?? 'whatsAppCloud', path: webhookId }));

function triggerOf(workflow) {
	return workflow.nodes.find((node) => node.type === TRIGGER);
}
