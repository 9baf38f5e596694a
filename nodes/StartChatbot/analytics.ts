import type { IDataObject, IExecuteFunctions, ILoadOptionsFunctions, INodeExecutionData, INodePropertyOptions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Counted, DayCounts } from '../../flow/session/analytics';
import { Analytics, totalOf } from '../../flow/session/analytics';
import { flowStore } from '../../flow/store/theStore';
import { idOf, textOf } from '../shared/values';
import { failedItem, passedOn } from '../shared/item';
import { numberOf } from '../shared/number';
import { EXIT_NAMES } from './outputs';

const DAYS = { name: 'Days', fallback: 30, least: 1, most: 400, whole: true };

const NAMES: Readonly<Record<Exclude<Counted, 'started'>, string>> = { expiredByTimeout: 'Session Expired by Timeout', ...EXIT_NAMES };

/** Gives the numbers of a flow, in each item those that it asks for. */
export async function getAnalytics(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const all: INodeExecutionData[] = [];
	for (const [index, item] of context.getInputData().entries()) {
		try {
			all.push(passedOn(item, index, { chatbotAnalytics: await numbersFor(context, index) }));
		} catch (error) {
			if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: index });
			all.push(failedItem(context, item, index, error as Error));
		}
	}
	return [all];
}

async function numbersFor(context: IExecuteFunctions, index: number): Promise<IDataObject> {
	const parameter = (name: string) => context.getNodeParameter(name, index, '') as unknown;
	const workflowId = idOf(parameter('analyzedWorkflow')) || String(context.getWorkflow().id);
	const node = textOf(parameter('analyzedNode')).trim();
	const found = await new Analytics(flowStore()).days(workflowId, numberOf(parameter('days'), DAYS));
	const days = found.filter(({ nodeName }) => node === '' || nodeName === node);
	const nodes = [...Map.groupBy(days, ({ nodeId }) => nodeId)].map(([nodeId, ofNode]) => ({
		nodeId,
		nodeName: ofNode[ofNode.length - 1].nodeName,
		total: totalOf(ofNode),
		days: ofNode.map(({ day, counts }) => ({ day, ...counts })),
	}));
	return { workflowId, total: totalOf(days), nodes } as unknown as IDataObject;
}

const IN_PANEL_DAYS = 30;

/** Shows the numbers of the node in its panel, a line for each. */
export async function loadAnalytics(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const found = await new Analytics(flowStore()).days(String(this.getWorkflow().id), IN_PANEL_DAYS);
	return linesOf(found.filter(({ nodeId }) => nodeId === this.getNode().id));
}

function linesOf(days: readonly DayCounts[]): INodePropertyOptions[] {
	const { started, ...exits } = totalOf(days);
	const left = Object.values(exits).reduce((sum, count) => sum + count, 0);
	const share = (count: number) => (left === 0 ? '' : ` (${Math.round((100 * count) / left)} %)`);
	const lines = Object.entries(NAMES).map(([exit, name]): INodePropertyOptions => ({ value: exit, name: `${name}: ${exits[exit as keyof typeof exits]}${share(exits[exit as keyof typeof exits])}` }));
	return [{ value: '', name: `Sessions Started: ${started}` }, ...lines];
}
