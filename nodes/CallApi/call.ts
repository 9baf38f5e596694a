import type { IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import type { BranchChoice, BranchMode } from '../../flow/call/branches';
import { parseStatusCodes } from '../../flow/call/branches';
import type { CaptureRow } from '../../flow/call/capture';
import { checkCapturePath } from '../../flow/call/capture';
import type { BodyExpectation } from '../../flow/call/responseBody';
import type { HttpRequest } from '../../flow/http/message';
import type { RetryPolicy, RetryReason } from '../../flow/http/retry';
import { explained } from '../shared/explained';
import type { ClientSettings } from '../shared/httpClient';
import { LONGEST_TIMER_MS, numberOf } from '../shared/number';
import { resultFieldOf } from '../shared/resultField';
import { rowsOf } from '../shared/rows';
import type { Sending } from '../shared/sending';
import type { Connection } from '../shared/connection';
import { checkAllowed, readConnection } from '../shared/connection';
import { readRequest } from './request';

/** Everything about the call of one item, ready before anything is sent. */
export interface PreparedCall extends Sending {
	request: HttpRequest;
	result: ResultChoice;
}

/** What becomes of the response. */
export interface ResultChoice {
	field: string;
	addBody: boolean;
	addHeaders: boolean;
	expect: BodyExpectation;
	bodyVariables: CaptureRow[];
	headerVariables: Array<{ variable: string; header: string }>;
	captureStructures: boolean;
}

/** What holds for the whole node, whatever the item. */
export interface NodeChoice {
	waits: boolean;
	branches: BranchChoice;
	concurrency: number;
}

const CONCURRENCY = { name: 'Requests at a Time', fallback: 10, least: 1, most: 100, whole: true };
const TIMEOUT = { name: 'Timeout', fallback: 30_000, least: 1, most: LONGEST_TIMER_MS };
const MAX_RETRIES = { name: 'Number of Retries', fallback: 2, least: 0, most: 20, whole: true };
const FIRST_WAIT = { name: 'First Wait', fallback: 500, least: 1, most: LONGEST_TIMER_MS };
const LONGEST_WAIT = { name: 'Longest Wait', fallback: 30_000, least: 1, most: LONGEST_TIMER_MS };
const RESPONSE_KIB = { name: 'Largest Response', fallback: 10_240, least: 1, most: 1_048_576 };
const MAX_REDIRECTS = { name: 'Max Redirects', fallback: 5, least: 1, most: 50, whole: true };

/**
 * Reads what holds for all items.
 *
 * @throws NodeOperationError for status codes that are none
 */
export async function readNodeChoice(context: IExecuteFunctions): Promise<NodeChoice> {
	return await explained(context, () => ({
		waits: context.getNodeParameter('waitForResponse', 0, true) as boolean,
		branches: {
			mode: context.getNodeParameter('branchMode', 0, 'byClass') as BranchMode,
			statusCodes: parseStatusCodes(String(context.getNodeParameter('statusBranches', 0, ''))),
		},
		concurrency: numberOf(context.getNodeParameter('options.concurrency', 0, 10), CONCURRENCY),
	}));
}

/**
 * Reads the panel for one item.
 *
 * @throws NodeOperationError for anything that cannot be sent, with the item's index and words for the remedy
 */
export async function prepareCall(context: IExecuteFunctions, index: number): Promise<PreparedCall> {
	const prepare = async (): Promise<PreparedCall> => {
		const connection = await readConnection(context, index);
		const options = context.getNodeParameter('options', index, {}) as IDataObject;
		const request = readRequest(context, index, connection, options);
		if (connection) checkAllowed(context, connection, request.url);
		return {
			request,
			retry: readRetry(context.getNodeParameter('retries', index, {}) as IDataObject),
			client: readClient(options, connection),
			timeoutMs: numberOf(options.timeout, TIMEOUT),
			result: readResult(context, index, options),
		};
	};
	return await explained(context, prepare, index);
}

function readRetry(retries: IDataObject): RetryPolicy {
	return {
		maxRetries: numberOf(retries.maxRetries, MAX_RETRIES),
		reasons: (retries.reasons ?? ['noResponse', 'serverError', 'tooManyRequests']) as RetryReason[],
		baseDelayMs: numberOf(retries.baseDelayMs, FIRST_WAIT),
		maxDelayMs: numberOf(retries.maxDelayMs, LONGEST_WAIT),
		repeatable: retries.repeatable === true,
	};
}

function readClient(options: IDataObject, connection: Connection | undefined): ClientSettings {
	const redirect = (options.redirect as { redirect?: IDataObject } | undefined)?.redirect ?? {};
	return {
		maxResponseBytes: numberOf(options.maxResponseKib, RESPONSE_KIB) * 1024,
		maxRedirects:
			redirect.followRedirects === false ? 0 : numberOf(redirect.maxRedirects, MAX_REDIRECTS),
		ignoreCertificate: options.allowUnauthorizedCerts === true,
		proxy: readProxy(String(options.proxy ?? '')),
		credentials: connection?.credentials,
	};
}

function readProxy(text: string): IHttpRequestOptions['proxy'] {
	const written = text.trim();
	if (written === '') return undefined;
	const url = URL.parse(written.includes('://') ? written : `http://${written}`);
	if (!url || url.hostname === '') throw new Error('The proxy is not a URL. Write for example http://proxy.example.com:3128.');
	const protocol = url.protocol.replace(':', '');
	// n8n would pass over any other one, send directly, and log its URL with the password.
	if (protocol !== 'http' && protocol !== 'https') {
		throw new Error(`The proxy begins with ${protocol}://, but must begin with http:// or https://.`);
	}
	return {
		host: url.hostname,
		port: Number(url.port || (protocol === 'https' ? 443 : 80)),
		protocol,
		...(url.username !== '' && {
			auth: { username: encoded(url.username), password: encoded(url.password) },
		}),
	};
}

/** n8n puts it into a URL again, as it is. A percent sign that encodes nothing stands for itself. */
function encoded(text: string): string {
	try {
		return encodeURIComponent(decodeURIComponent(text));
	} catch {
		return encodeURIComponent(text);
	}
}

function readResult(context: IExecuteFunctions, index: number, options: IDataObject): ResultChoice {
	const added = (options.addToResult ?? ['body']) as string[];
	const bodyVariables = rowsOf<CaptureRow>(context.getNodeParameter('bodyVariables', index, {}), 'rows');
	const headerVariables = rowsOf<{ variable: string; header: string }>(
		context.getNodeParameter('headerVariables', index, {}),
		'rows',
	);
	const field = resultFieldOf(options.resultField, 'call');
	checkVariableNames([...bodyVariables, ...headerVariables], field);
	bodyVariables.forEach(checkCapturePath);
	return {
		field,
		addBody: added.includes('body'),
		addHeaders: added.includes('headers'),
		expect: (options.expect ?? 'auto') as BodyExpectation,
		bodyVariables,
		headerVariables,
		captureStructures: options.captureStructures === true,
	};
}

function checkVariableNames(rows: ReadonlyArray<{ variable: string }>, resultField: string): void {
	for (const { variable } of rows) {
		if (variable.trim() === '') throw new Error('A captured variable has no name. Name it or remove its row.');
		if (variable === resultField || variable === '__proto__') {
			throw new Error(`"${variable}" cannot be the name of a captured variable: it is taken. Choose another name.`);
		}
	}
}
