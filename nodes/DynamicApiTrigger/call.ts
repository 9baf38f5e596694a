import type { IBinaryKeyData, IWebhookFunctions } from 'n8n-workflow';

import { fileDigest } from '../../flow/digest';
import type { RouteCall } from '../../flow/route/admission';
import type { Keeping } from '../../flow/route/callerSession';
import type { CallHeaders } from '../../flow/route/callHeaders';
import type { MultipartContent } from '../../flow/route/fingerprint';
import type { N8nRequest } from '../shared/route/receivedCall';
import { filesOf, SECRET_HEADERS } from '../shared/route/receivedCall';

/** What the item tells about the call itself. */
export interface CallDetails {
	id: string;
	method: string;
	address: string;
	/** Without those that carry secrets. */
	headers: CallHeaders;
	/** ISO date-time. */
	receivedAt: string;
	/** ISO date-time after which a synchronous caller has had a 504; an asynchronous call has none. */
	answerBy?: string;
	/** The key with which the call may be repeated, when it came with one. */
	idempotencyKey?: string;
	/** What the trigger itself needs to know when the run starts; it takes it out before the flow sees it. */
	ticket?: CallTicket;
}

/** What the trigger tells itself, from the call to the run. */
export interface CallTicket {
	keeping: Keeping;
	/** Whether the call is noted down in the flow store already. */
	isRecorded: boolean;
}

/**
 * Makes the details of a call.
 *
 * @param call the call
 * @param details its id, the instant it came in, how long a synchronous caller waits (in milliseconds), the headers that
 *   carry secrets on this route, and what else is known of it
 */
export function callDetails(
	call: RouteCall,
	details: { id: string; receivedAt: Date; timeoutMs?: number; secretHeaders: string[] } & Pick<CallDetails, 'idempotencyKey' | 'ticket'>,
): CallDetails {
	const { idempotencyKey, ticket } = details;
	const secret = new Set([...SECRET_HEADERS, ...details.secretHeaders.map((name) => name.toLowerCase())]);
	return {
		id: details.id,
		method: call.method,
		address: call.address,
		headers: Object.fromEntries(Object.entries(call.headers).filter(([name]) => !secret.has(name))),
		receivedAt: details.receivedAt.toISOString(),
		...(details.timeoutMs !== undefined && {
			answerBy: new Date(details.receivedAt.getTime() + details.timeoutMs).toISOString(),
		}),
		...(idempotencyKey !== undefined && { idempotencyKey }),
		...(ticket && { ticket }),
	};
}

/** @returns what a call carries: the bytes of its body, or the fields and files of a multipart body */
export async function requestContent(context: IWebhookFunctions, { body }: RouteCall): Promise<Buffer | MultipartContent> {
	if (body.mediaType !== 'multipart/form-data') return body.raw;
	const { body: parsed } = context.getRequestObject() as unknown as N8nRequest;
	const files = filesOf(parsed).map(async ([field, file]) => ({
		field,
		name: file.originalFilename ?? '',
		mediaType: file.mimetype ?? '',
		sha256: await fileDigest(file.filepath),
	}));
	return { fields: (parsed as { data?: unknown } | undefined)?.data ?? {}, files: await Promise.all(files) };
}

/** Keeps the files of a multipart call as binary data, under the names of their form fields. */
export async function uploadedFiles(context: IWebhookFunctions): Promise<IBinaryKeyData> {
	const { body } = context.getRequestObject() as unknown as N8nRequest;
	const binary: IBinaryKeyData = {};
	for (const [field, file, index] of filesOf(body)) {
		const name = index === 0 ? field : `${field}${index}`;
		binary[name] = await context.nodeHelpers.copyBinaryFile(
			file.filepath,
			file.originalFilename ?? field,
			file.mimetype ?? undefined,
		);
	}
	return binary;
}
