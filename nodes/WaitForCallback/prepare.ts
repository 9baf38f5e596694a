import { randomUUID } from 'node:crypto';

import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData, Workflow } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

import { referenceFault } from '../../flow/callback/reference';
import { explained } from '../shared/explained';
import { failedItem, passedOn } from '../shared/item';
import { numberOf } from '../shared/number';
import { wakeAt } from '../shared/parked/waking';
import { resultFieldOf } from '../shared/resultField';
import { callUrl } from '../shared/standingWebhook';
import { USUAL_PLACE } from './callPanel';
import { isReferenceSecret } from './panel';
import { CALLBACKS_LINE, callbacksOf, TRIED_OUT_PATH } from './references';

/** What the item tells of a callback that is to come, so that an outside system can be told. */
interface Prepared {
	reference: string;
	/** With the reference in it, for systems that can only be given a URL. */
	url: string;
	/** Without it; then it goes into the header. */
	plainUrl: string;
	method: string;
	referenceHeader: string;
	/** What the caller shows besides the reference. */
	proof: 'none' | 'signature' | 'token' | 'tokenAndSignature';
	/** Until when a callback counts if nobody begins to wait for it. ISO date-time. */
	validUntil: string;
}

const VALID_HOURS = { name: 'Valid For', fallback: 168, least: 0.01, most: 8784 };

/**
 * Makes for each item the reference of a callback, before whoever is to call back is told of it.
 *
 * @throws NodeOperationError for a panel that cannot work
 */
export async function prepareCallbacks(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const options = context.getNodeParameter('options', 0, {}) as IDataObject;
	const waitNode = await explained(context, () => waitNodeOf(context, String(options.waitNode ?? '').trim()));
	const all: INodeExecutionData[] = [];
	for (const [index, item] of context.getInputData().entries()) {
		try {
			const prepared = await prepareOne(context, index, waitNode);
			all.push(passedOn(item, index, { [resultFieldOf(options.resultField, 'callback')]: { ...prepared } }));
		} catch (error) {
			if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: index });
			all.push(failedItem(context, item, index, error as Error));
		}
	}
	return [all];
}

async function prepareOne(context: IExecuteFunctions, index: number, waitNode: INode): Promise<Prepared> {
	const { parameters } = waitNode;
	const reference = String(context.getNodeParameter('ownReference', index, '') ?? '').trim() || randomUUID();
	const fault = referenceFault(reference, isReferenceSecret(parameters));
	if (fault) throw new Error(`The Reference ${fault}`);

	const own = context.getNodeParameter('options', index, {}) as IDataObject;
	const validUntilMs = Date.now() + numberOf(own.validHours, VALID_HOURS) * 3_600_000;
	const begun = await callbacksOf(context, waitNode).begin(reference, validUntilMs);
	if (begun.isBusy) throw new Error(`The callback with the reference "${reference}" has just come for another run. Give each run a reference of its own.`);
	if (begun.replaced) await wakeAt(Date.now(), { ...begun.replaced, line: CALLBACKS_LINE });

	const options = (parameters.options ?? {}) as IDataObject;
	const plainUrl = callUrl(context, TRIED_OUT_PATH, waitNode);
	const name = (value: unknown) => String(value ?? '').trim() || USUAL_PLACE;
	const query = `${encodeURIComponent(name(options.referenceQuery))}=${encodeURIComponent(reference)}`;
	return {
		reference,
		url: `${plainUrl}${plainUrl.includes('?') ? '&' : '?'}${query}`,
		plainUrl,
		method: (options.methods as string[] | undefined)?.[0] ?? 'POST',
		referenceHeader: name(options.referenceHeader),
		proof: proofOf(parameters),
		validUntil: new Date(validUntilMs).toISOString(),
	};
}

function proofOf({ tokenSource = 'none', requireSignature }: IDataObject): Prepared['proof'] {
	if (requireSignature === true) return tokenSource === 'none' ? 'signature' : 'tokenAndSignature';
	return tokenSource === 'none' ? 'none' : 'token';
}

/**
 * Finds the element that is to wait: the next one after this, or the one with a name.
 *
 * @throws Error when there is none, or it is not clear which
 */
function waitNodeOf(context: IExecuteFunctions, name: string): INode {
	// n8n-core's ExecuteContext has the flow, though n8n-workflow's types do not show it.
	const { workflow } = context as unknown as { workflow: Workflow };
	const own = context.getNode();
	const isWait = ({ type, disabled, parameters }: INode) => type === own.type && disabled !== true && parameters.operation !== 'prepare';
	if (name !== '') {
		const named = workflow.getNode(name);
		if (named && isWait(named)) return named;
		throw new Error(`There is no Wait for Callback with the operation Wait that is named "${name}". Look at Wait Node under Options.`);
	}

	const behind = (depth: number) => workflow.getChildNodes(own.name, NodeConnectionTypes.Main, depth).map((one) => workflow.getNode(one)).filter((node): node is INode => node !== null);
	const count = behind(-1).length;
	for (let depth = 1; depth <= count; depth++) {
		const waits = behind(depth).filter(isWait);
		if (waits.length === 1) return waits[0];
		if (waits.length > 1) throw new Error(`It is not clear whether the callback is for ${waits.map((one) => `"${one.name}"`).sort().join(' or ')}. Name one as Wait Node under Options.`);
	}
	throw new Error('No Wait for Callback with the operation Wait comes after this node. Add one, or name one as Wait Node under Options.');
}
