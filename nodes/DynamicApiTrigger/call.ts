import type { IBinaryKeyData, IWebhookFunctions } from 'n8n-workflow';

import { fileDigest } from '../../flow/digest';
import type { RouteCall } from '../../flow/route/admission';
import { normalizeAddress } from '../../flow/route/addresses';
import type { Keeping } from '../../flow/route/callerSession';
import type { CallHeaders } from '../../flow/route/callHeaders';
import type { MultipartContent } from '../../flow/route/fingerprint';

/** The request as n8n's core leaves it: body read, parsed and kept raw. */
interface N8nRequest {
	method: string;
	ip?: string;
	headers: Record<string, string | string[] | undefined>;
	params: Record<string, unknown>;
	query: Record<string, unknown>;
	body?: unknown;
	rawBody?: Buffer;
	contentType?: string;
}

interface UploadedFile {
	filepath: string;
	originalFilename?: string | null;
	mimetype?: string | null;
	size: number;
}

/** Headers that carry secrets; they never reach the item. */
export const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-api-key', 'x-api-token']);

/** Reads the call out of n8n's request. */
export function readCall(context: IWebhookFunctions): RouteCall {
	const request = context.getRequestObject() as unknown as N8nRequest;
	const raw = request.rawBody ?? Buffer.alloc(0);
	return {
		method: request.method.toUpperCase(),
		address: normalizeAddress(request.ip ?? ''),
		headers: request.headers,
		path: request.params,
		query: request.query,
		body: { mediaType: request.contentType || undefined, raw, parsed: request.body },
		bodyBytes: raw.length > 0 ? raw.length : uploadedBytes(request),
	};
}

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

function uploadedBytes({ headers, body }: N8nRequest): number {
	const declared = Number(headers['content-length'] ?? 0);
	// A chunked body declares no length; n8n has read its fields and files by now.
	const files = filesOf(body).reduce((sum, [, file]) => sum + file.size, 0);
	const { data } = (body ?? {}) as { data?: object };
	const fields = data ? Buffer.byteLength(JSON.stringify(data)) : 0;
	return Math.max(declared, files + fields);
}

function filesOf(body: unknown): Array<[field: string, file: UploadedFile, index: number]> {
	const files = (body as { files?: Record<string, UploadedFile | UploadedFile[]> } | undefined)?.files ?? {};
	return Object.entries(files).flatMap(([field, value]) =>
		[value].flat().map((file, index): [string, UploadedFile, number] => [field, file, index]),
	);
}
