import type { Readable } from 'node:stream';

import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';

import { liesUnder } from '../../flow/call/url';
import { withoutSecret } from '../../flow/http/headers';
import type { HttpRequest } from '../../flow/http/message';
import { ResponseTooLargeError } from '../../flow/http/message';
import { isSameOrigin, redirectedRequest, TooManyRedirectsError } from '../../flow/http/redirect';
import type { SendOnce } from '../../flow/http/send';

/** Where a request is sent from: a run, which can be cancelled, or a panel, the publishing of a flow, or a call to it. */
export type SendingContext = (IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions) & Partial<Pick<IExecuteFunctions, 'getExecutionCancelSignal'>>;

/** How n8n's HTTP client is to behave for one element. */
export interface ClientSettings {
	/** The largest response body in bytes, counted after decompression. */
	maxResponseBytes: number;
	/** How many redirects are followed; 0 for none. */
	maxRedirects: number;
	/** Whether a certificate that cannot be verified is accepted. */
	ignoreCertificate: boolean;
	proxy?: IHttpRequestOptions['proxy'];
	/** What adds the key to each request, if anything. */
	credentials?: Credentials;
}

/** Credentials as n8n gave them for one item; once the run has ended it could no longer resolve expressions in them. */
export interface Credentials {
	type: string;
	data: ICredentialDataDecryptedObject;
	/** The URL under which the key may be shown; without one that is the server of the first request. */
	baseUrl?: string;
	/** The key, when it goes into the URL; servers repeat URLs in their headers. */
	secretInUrl?: string;
}

/**
 * n8n's HTTP client as the transport wants it: every status code is a reply, only a missing reply throws. The body is
 * read as a stream so that the size limit and the time-out hold for it too. Redirects are followed here, because n8n
 * would take a key in a header along to another server.
 */
export function httpClient(context: SendingContext, settings: ClientSettings): SendOnce {
	const plain = requester(context, undefined);
	const withKey = requester(context, settings.credentials);
	const { baseUrl, secretInUrl } = settings.credentials ?? {};

	return async (first, signal) => {
		let request = first;
		let mayHaveKey = true;
		for (let redirects = 0; ; redirects++) {
			const ask = mayHaveKey ? withKey : plain;
			const response: IN8nHttpFullResponse = await ask(requestOptions(request, settings, signal), signal);
			const reply = { status: response.statusCode, headers: plainHeaders(response.headers) };
			const next = settings.maxRedirects > 0 ? redirectedRequest(request, reply) : undefined;
			if (next === undefined) {
				const headers = secretInUrl ? withoutSecret(reply.headers, secretInUrl) : reply.headers;
				return { ...reply, headers, body: await wholeBody(response, settings.maxResponseBytes) };
			}

			(response.body as unknown as Readable).destroy();
			if (redirects >= settings.maxRedirects) throw new TooManyRedirectsError();
			// Once the request has left the place that the key is for, it never gets it again.
			mayHaveKey &&= baseUrl ? liesUnder(next.url, baseUrl) : isSameOrigin(next.url, first.url);
			request = next;
		}
	};
}

type Requester = (options: IHttpRequestOptions, signal: AbortSignal) => Promise<IN8nHttpFullResponse>;

function requester(context: SendingContext, credentials: Credentials | undefined): Requester {
	if (credentials === undefined) {
		return async (options) => (await context.helpers.httpRequest(options)) as IN8nHttpFullResponse;
	}
	const { type, data } = credentials;
	const credentialsDecrypted = { id: '', name: type, type, data };
	return async (options, signal) =>
		(await context.helpers.httpRequestWithAuthentication.call(withSignal(context, signal), type, options, {
			credentialsDecrypted,
		})) as IN8nHttpFullResponse;
}

/** With authentication n8n puts the cancel signal of the run in the place of the request's; so it finds ours as that. */
function withSignal(context: SendingContext, signal: AbortSignal): IExecuteFunctions {
	return Object.create(context, { getExecutionCancelSignal: { value: () => signal } }) as IExecuteFunctions;
}

function requestOptions(
	{ method, url, headers, body }: HttpRequest,
	settings: ClientSettings,
	signal: AbortSignal,
): IHttpRequestOptions {
	return {
		method,
		url,
		headers: { ...headers },
		...(body !== undefined && { body: payload(body, headers['content-type']) }),
		encoding: 'stream',
		// Asks for JSON, unless the element or its connection asks for something else.
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		skipSslCertificateValidation: settings.ignoreCertificate,
		...(settings.proxy && { proxy: settings.proxy }),
		abortSignal: signal,
		// The signal keeps the time; without this n8n's own limit of five minutes would hold as well.
		timeout: 0,
	};
}

/** Bytes keep axios from reading, checking or re-encoding the text. A form n8n reads itself, and only as text. */
function payload(body: string, contentType: string | undefined): string | Buffer {
	return contentType === 'application/x-www-form-urlencoded' ? body : Buffer.from(body, 'utf8');
}

async function wholeBody(response: IN8nHttpFullResponse, maxBytes: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of response.body as unknown as Readable) {
		bytes += (chunk as Buffer).length;
		// Leaving the loop destroys the stream and closes the connection.
		if (bytes > maxBytes) throw new ResponseTooLargeError();
		chunks.push(chunk as Buffer);
	}
	return Buffer.concat(chunks, bytes);
}

function plainHeaders(headers: object): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [
			name.toLowerCase(),
			Array.isArray(value) ? value.join(', ') : String(value),
		]),
	);
}
