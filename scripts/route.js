// CommonJS, because both the scripts and the tests, which jest runs as CommonJS, import it.
const { createHash } = require('node:crypto');

const TRIGGER = 'n8n-nodes-flow-elements.dynamicApiTrigger';

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

function triggerOf(workflow) {
	return workflow.nodes.find((node) => node.type === TRIGGER);
}
