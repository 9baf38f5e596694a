import { randomUUID } from 'node:crypto';

import { exampleCredentials, exampleFlows, withCredentialIds, withFlowIds } from '../../../scripts/examples';
import type * as Api from './n8n';
import type { Flow, Route } from './n8n';
import { credential, inLine, json, node, publish, SIMULATOR, tryToPublish } from './n8n';

/** An example that n8n has published. */
export interface Example {
	/** That of its main flow. */
	route: Route;
	/** The IDs of the flows to which the main flow adds participants, by the names of their files. */
	ids: Record<string, string>;
}

/**
 * Publishes an example as `npm start` does: first the flows to which it adds participants, then the main one.
 *
 * @param name that of its folder
 */
export async function publishExample(name: string): Promise<Example> {
	const flows = await exampleFlows<Flow>(name, SIMULATOR);
	const accounts = await simulatorAccounts(flows.flatMap(({ workflow }) => workflow.nodes.flatMap(({ credentials = {} }) => Object.keys(credentials))));
	const main = flows.pop() as (typeof flows)[number];
	const ids: Record<string, string> = {};
	for (const { name: file, workflow } of flows) {
		const { workflowId, status, error } = await tryToPublish(withCredentialIds(workflow, accounts));
		if (status !== 'published') throw new Error(`The flow ${file} was not published: ${error}`);
		ids[file] = workflowId;
	}
	return { route: await publish(withFlowIds(withCredentialIds(main.workflow, accounts), ids)), ids };
}

/**
 * Creates credentials for the simulator's accounts.
 *
 * @param types of credentials
 * @returns their IDs, by type
 */
export async function simulatorAccounts(types: readonly string[], api: Pick<typeof Api, 'credential'> = { credential }): Promise<Record<string, string>> {
	const wanted = exampleCredentials(SIMULATOR).filter(({ type }) => types.includes(type));
	const made = await Promise.all(wanted.map(async ({ type, data }) => [type, (await api.credential(type, data)).id]));
	return Object.fromEntries(made) as Record<string, string>;
}

/**
 * Has somebody enter a flow right after opting out of text messages, past the check of Add to Flow itself: as when the
 * opt-out comes while the flow is on its way.
 *
 * @param parameters those of Add to Flow
 * @returns the variables after the flow has ended
 */
export async function enterOptedOut(workflowId: string, phone: string, parameters: Record<string, unknown>): Promise<Record<string, unknown>> {
	const target = { __rl: true, mode: 'id', value: workflowId };
	const route = await publish(
		inLine(
			node('dynamicApiTrigger', 'Start', { path: randomUUID(), keepAttributes: 'none' }),
			node('optOut', 'Opt Out', { operation: 'add', phone, channel: 'sms' }),
			node('addToFlow', 'Add', { ...parameters, workflowId: target, waits: true, options: { optOutChannel: 'none' } }),
			node('apiEnd', 'End', { jsonFrom: 'item' }),
		),
	);
	const response = await route.call(json({}));
	return (await response.json()) as Record<string, unknown>;
}
