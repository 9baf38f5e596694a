import type { IWebhookFunctions } from 'n8n-workflow';

import type { CallHeaders } from '../../../flow/route/callHeaders';

/** A POST as n8n's core leaves it. */
export interface Post {
	/** The body byte for byte; empty where n8n has kept none. */
	rawBody: Buffer;
	/** The body as JSON; undefined when it is none. */
	json: unknown;
	headers: CallHeaders;
	query: Record<string, unknown>;
	receivedAt: Date;
}

interface N8nRequest {
	headers: CallHeaders;
	query: Record<string, unknown>;
	body?: unknown;
	rawBody?: Buffer;
	contentType?: string;
}

/** Reads the POST out of n8n's request. */
export function readPost(context: IWebhookFunctions, receivedAt: Date): Post {
	const { headers, query, body, rawBody = Buffer.alloc(0), contentType } = context.getRequestObject() as unknown as N8nRequest;
	const isParsed = contentType === 'application/json' && rawBody.length > 0;
	return { rawBody, json: isParsed ? body : jsonOf(rawBody), headers, query, receivedAt };
}

/** Some providers do not say that what they send is JSON. */
function jsonOf(rawBody: Buffer): unknown {
	try {
		return JSON.parse(rawBody.toString('utf8'));
	} catch {
		return undefined;
	}
}
