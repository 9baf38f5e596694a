import type { IWebhookFunctions } from 'n8n-workflow';

import type { RouteCall } from '../../../flow/route/admission';
import { normalizeAddress } from '../../../flow/route/addresses';

/** The request as n8n's core leaves it: body read, parsed and kept raw. */
export interface N8nRequest {
	method: string;
	ip?: string;
	headers: Record<string, string | string[] | undefined>;
	params: Record<string, unknown>;
	query: Record<string, unknown>;
	body?: unknown;
	rawBody?: Buffer;
	contentType?: string;
}

export interface UploadedFile {
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

function uploadedBytes({ headers, body }: N8nRequest): number {
	const declared = Number(headers['content-length'] ?? 0);
	// A chunked body declares no length; n8n has read its fields and files by now.
	const files = filesOf(body).reduce((sum, [, file]) => sum + file.size, 0);
	const { data } = (body ?? {}) as { data?: object };
	const fields = data ? Buffer.byteLength(JSON.stringify(data)) : 0;
	return Math.max(declared, files + fields);
}

/** @returns the files of a multipart body, with the names of their fields and their places among the files of one field */
export function filesOf(body: unknown): Array<[field: string, file: UploadedFile, index: number]> {
	const files = (body as { files?: Record<string, UploadedFile | UploadedFile[]> } | undefined)?.files ?? {};
	return Object.entries(files).flatMap(([field, value]) =>
		[value].flat().map((file, index): [string, UploadedFile, number] => [field, file, index]),
	);
}
