import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { capture } from '../../flow/call/capture';
import type { ParsedBody } from '../../flow/call/responseBody';
import { parseResponseBody } from '../../flow/call/responseBody';
import type { HttpReply } from '../../flow/http/message';
import type { HttpOutcome } from '../../flow/http/send';
import { passedOn } from '../shared/item';
import type { ResultChoice } from './call';

/**
 * Makes the output item of one call: the variables that came in, the captured ones, and the result under its field.
 * The request has been sent, and a repeat could do its work twice; so an item whose result cannot be made goes on
 * without the response.
 *
 * @param item the item that came in
 * @param outcome how the call ended
 * @param choice what the builder wants of the response
 * @throws the reason of the run's cancelling, and nothing else
 */
export async function resultItem(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	outcome: HttpOutcome,
	choice: ResultChoice,
): Promise<INodeExecutionData> {
	try {
		return await wholeItem(context, item, index, outcome, choice);
	} catch (error) {
		context.getExecutionCancelSignal()?.throwIfAborted();
		return itemWithoutResponse(item, index, outcome, choice, error as Error);
	}
}

async function wholeItem(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	outcome: HttpOutcome,
	choice: ResultChoice,
): Promise<INodeExecutionData> {
	const { reply } = outcome;
	const parsed = reply && parseResponseBody(reply.body, reply.headers['content-type'], choice.expect);
	const file = parsed?.kind === 'file' ? await storedFile(context, reply as HttpReply) : undefined;
	const variables = {
		...(capture(valueOf(parsed), choice.bodyVariables, choice.captureStructures) as IDataObject),
		...headerVariables(reply, choice),
		[choice.field]: callResult(outcome, parsed, choice),
	};
	return passedOn(item, index, variables, file);
}

function itemWithoutResponse(
	item: INodeExecutionData,
	index: number,
	outcome: HttpOutcome,
	choice: ResultChoice,
	error: Error,
): INodeExecutionData {
	const variables = [...choice.bodyVariables, ...choice.headerVariables].map(({ variable }) => [variable, null]);
	const message = `The request was sent, but its response could not be put into the item: ${error.message}`;
	return passedOn(item, index, {
		...Object.fromEntries(variables),
		[choice.field]: { ...callResult(outcome, undefined, choice), message },
	});
}

function callResult(outcome: HttpOutcome, parsed: ParsedBody | undefined, choice: ResultChoice): IDataObject {
	const { class: responseClass, reply, failure, tries, durationMs } = outcome;
	// An error must be understandable from the item alone.
	const isError = responseClass !== 'success';
	return {
		...(reply && { status: reply.status }),
		class: responseClass,
		...(failure && { cause: failure.cause, message: failure.message }),
		...(reply && (isError || choice.addHeaders) && { headers: reply.headers }),
		...(reply && (isError || choice.addBody) && { body: valueOf(parsed) as IDataObject }),
		tries,
		durationMs,
	};
}

function headerVariables(reply: HttpReply | undefined, { headerVariables: rows }: ResultChoice): IDataObject {
	return Object.fromEntries(
		rows.map(({ variable, header }) => [variable, reply?.headers[header.trim().toLowerCase()] ?? null]),
	);
}

/** The value of a body; a file has none, it is in the binary data. */
function valueOf(parsed: ParsedBody | undefined): unknown {
	return parsed === undefined || parsed.kind === 'file' ? null : parsed.value;
}

async function storedFile(context: IExecuteFunctions, reply: HttpReply): Promise<IBinaryKeyData> {
	const fileName = /filename="?([^";]+)"?/i.exec(reply.headers['content-disposition'] ?? '')?.[1];
	const mimeType = reply.headers['content-type']?.split(';')[0].trim();
	return { data: await context.helpers.prepareBinaryData(reply.body, fileName, mimeType) };
}
