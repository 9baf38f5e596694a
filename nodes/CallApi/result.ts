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
 *
 * @param item the item that came in
 * @param outcome how the call ended
 * @param choice what the builder wants of the response
 */
export async function resultItem(
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
