import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import chunk from 'lodash/chunk';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Entrant, FlowGateway } from '../../flow/addToFlow/gateway';
import { callUrl } from '../../flow/call/url';
import { mapInOrder } from '../../flow/concurrency';
import { alertsPanelFlows } from '../../providers/alertsPanel/flows';
import { dynamicApiRoute } from '../../providers/dynamicApi/route';
import { infobipMoments } from '../../providers/infobip/moments';
import { checkAllowed, readConnection } from '../shared/connection';
import { infobipAccount } from '../shared/infobipAccount';
import type { Sending } from '../shared/sending';
import { senderToService, serviceSending } from '../shared/sending';
import type { Admitted } from './admission';
import { optedOutMeanwhile } from './admission';
import type { Outcome } from './outcome';
import type { NodeChoice, TargetKind } from './panel';
import { addressOf } from './person';

const ALERTS_PANEL = 'flowElementsAlertsPanelApi';

/**
 * Makes the way into a flow outside this n8n.
 *
 * @param index the first item that goes that way
 * @param targetId the ID, key or URL of the flow
 * @returns undefined for a flow in this n8n, and where an expression gave no flow, which nobody enters
 * @throws Error for a URL or a credential that cannot be used
 */
export async function gatewayOf(context: IExecuteFunctions, index: number, targetId: string, choice: NodeChoice): Promise<FlowGateway | undefined> {
	if (targetId === '') return undefined;
	switch (choice.target) {
		case 'workflow':
			return undefined;
		case 'infobip':
			return await infobipGateway(context, index, targetId, choice);
		case 'alertsPanel':
			return await alertsPanelGateway(context, index, targetId, choice);
		case 'route':
			return await routeGateway(context, index, targetId, choice);
	}
}

/** So many are handed on together; before the next ones go, the opt-out list is asked again. */
const AT_ONCE: Record<TargetKind, number> = { alertsPanel: 100, infobip: 1000, route: 100, workflow: 1 };
const LOOKUPS_AT_ONCE = 20;

/**
 * Has everybody enter flows outside this n8n; those of one flow go together.
 *
 * @returns what came of each, in the order given
 */
export async function enterOutside(admitted: readonly Admitted[], choice: NodeChoice): Promise<Outcome[]> {
	const outcomes = new Map<Admitted, Outcome>();
	let isFirst = true;
	for (const [gateway, ofGateway] of Map.groupBy(admitted, ({ candidate }) => candidate.gateway)) {
		for (const batch of chunk(ofGateway, AT_ONCE[choice.target])) {
			const refusals = isFirst ? [] : await mapInOrder(batch, LOOKUPS_AT_ONCE, async (one) => await optedOutMeanwhile(one, choice));
			isFirst = false;
			const left = batch.filter((_, at) => !refusals[at]);
			const entries = await (gateway as FlowGateway).add(left.map(({ entrant }) => (choice.target === 'route' ? withAddress(entrant) : entrant)));
			batch.forEach((one, at) => refusals[at] && outcomes.set(one, refusals[at]));
			left.forEach((one, at) => outcomes.set(one, entries[at]));
		}
	}
	return admitted.map((one) => outcomes.get(one) as Outcome);
}

/** A route takes attributes only, so the address goes along as two of them. */
function withAddress(entrant: Entrant): Entrant {
	return { ...entrant, variables: { ...entrant.variables, ...addressOf(entrant) } };
}

async function infobipGateway(context: IExecuteFunctions, index: number, campaignId: string, { http, report }: NodeChoice): Promise<FlowGateway> {
	const { baseUrl, sendRequest } = await infobipAccount(context, index, sendingOf(http));
	const signal = context.getExecutionCancelSignal();
	const sleep = async (ms: number) => void (await setTimeout(ms, undefined, { signal }));
	return infobipMoments(sendRequest, { baseUrl, campaignId, report, clock: { now: Date.now, sleep } });
}

async function alertsPanelGateway(context: IExecuteFunctions, index: number, flowKey: string, { concurrency, http }: NodeChoice): Promise<FlowGateway> {
	const data = await context.getCredentials(ALERTS_PANEL, index);
	const [host, customerId, botKey] = [data.host, data.customerId, data.botKey].map((value) => String(value ?? ''));
	const sendRequest = senderToService(context, { type: ALERTS_PANEL, data, baseUrl: host }, sendingOf(http));
	return alertsPanelFlows(sendRequest, { host, customerId, botKey, flowKey, concurrency });
}

async function routeGateway(context: IExecuteFunctions, index: number, written: string, choice: NodeChoice): Promise<FlowGateway> {
	const connection = await readConnection(context, index);
	const url = callUrl(written, connection?.baseUrl, []);
	if (connection) checkAllowed(context, connection, url);
	return dynamicApiRoute(senderToService(context, connection?.credentials, sendingOf(choice.http)), {
		url,
		method: context.getNodeParameter('method', index) as 'DELETE' | 'GET' | 'POST' | 'PUT',
		waits: choice.takeBack !== undefined,
		concurrency: choice.concurrency,
		newKey: randomUUID,
		signal: context.getExecutionCancelSignal(),
	});
}

/** Nobody is added twice: every call of a route starts its flow, also a PUT. */
function sendingOf(http: NodeChoice['http']): Pick<Sending, 'retry' | 'timeoutMs'> {
	return serviceSending(http, 'never');
}
