import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { FlowGateway } from '../../flow/addToFlow/gateway';
import { handedOver } from '../../flow/addToFlow/variables';
import { callerSession } from '../shared/callerSession';
import type { Unread } from '../shared/item';
import { gatewayOf } from './gateways';
import type { ItemChoice, NodeChoice } from './panel';
import { readItemChoice } from './panel';

/** Somebody who is to be added. */
export interface Candidate extends Pick<ItemChoice, 'attributes' | 'consent' | 'contact' | 'defaultCountry' | 'targetId'> {
	index: number;
	item: INodeExecutionData;
	/** The flow variables that go along. */
	variables: Record<string, unknown>;
	/** The way into a flow outside this n8n; those who go into the same flow have the same. */
	gateway?: FlowGateway;
}

/**
 * Reads all items before anybody is added, so that a panel that cannot work adds nobody.
 *
 * @throws NodeOperationError for an item that cannot be read, unless n8n goes on after errors
 */
export async function readCandidates(context: IExecuteFunctions, choice: NodeChoice): Promise<Array<Candidate | Unread>> {
	const gateways = new Map<string, FlowGateway | undefined>();
	const detailsField = callerSession(context)?.detailsField ?? 'request';
	const read = async (item: INodeExecutionData, index: number): Promise<Candidate> => {
		const own = await readItemChoice(context, index, choice);
		const { targetId } = own;
		if (!gateways.has(targetId)) gateways.set(targetId, await gatewayOf(context, index, targetId, choice));
		return { ...own, index, item, variables: variablesOf(item, own, choice, detailsField), gateway: gateways.get(targetId) };
	};

	const candidates: Array<Candidate | Unread> = [];
	for (const [index, item] of context.getInputData().entries()) {
		try {
			candidates.push(await read(item, index));
		} catch (error) {
			if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: index });
			candidates.push({ index, item, error: error as Error });
		}
	}
	return candidates;
}

function variablesOf({ json }: INodeExecutionData, { declared }: ItemChoice, { handOver, target }: NodeChoice, detailsField: string): Record<string, unknown> {
	if (handOver === 'declared') return declared;
	const variables = handedOver(json, handOver) as IDataObject;
	if (target !== 'workflow' && handOver.kind === 'all') {
		// What this run noted down of its own call and participant means nothing elsewhere, and routes refuse these names.
		delete variables[detailsField];
		delete variables.participant;
	}
	return variables;
}
