import type { IDataObject } from 'n8n-workflow';

import type { ReferencePlaces } from '../../flow/callback/reference';
import { checkCapturePath } from '../../flow/call/capture';
import { isHeaderName } from '../../flow/http/headers';
import type { HeaderRow } from '../../flow/http/headers';
import { readJson } from '../../flow/json';
import type { RouteDoor } from '../../flow/route/admission';
import type { Answer } from '../../flow/route/answer';
import { emptyAnswer, textAnswer } from '../../flow/route/answer';
import type { AttributeRules } from '../../flow/route/attributes';
import { explained } from '../shared/explained';
import { numberOf } from '../shared/number';
import { readRules } from '../shared/route/attributeRules';
import type { RouteContext } from '../shared/route/door';
import { BODY_KIB, readAddresses, readSigning, readTokens } from '../shared/route/door';
import { SECRET_HEADERS } from '../shared/route/receivedCall';
import { rowsOf } from '../shared/rows';
import { isReferenceSecret } from './panel';

/** How callbacks come in, as the panel describes it. */
export interface CallPanel {
	door: RouteDoor;
	rules: AttributeRules;
	places: ReferencePlaces;
	/** For how long a callback is kept whose reference nobody knows yet, in milliseconds; 0 for not at all. */
	keepUnknownMs: number;
	/** What its caller is answered. */
	answer: Answer;
	/** Names of the headers that the flow is to see, in lower case. */
	keptHeaders: string[];
}

/** Where the reference is looked for unless the builder says otherwise; the header is Clickatell's. */
export const USUAL_PLACE = 'reference';

const KEEP_MINUTES = { name: 'Keep Early Callbacks', fallback: 60, least: 0, most: 43_200 };
const STATUS = { name: 'Status Code', fallback: 202, least: 200, most: 399, whole: true };

/**
 * Reads the part of the panel that is about the calls.
 *
 * @throws NodeOperationError for a panel that cannot work, with words that name the field and the remedy
 */
export async function readCallPanel(context: RouteContext): Promise<CallPanel> {
	return await explained(context, async () => {
		const options = context.getNodeParameter('options', {}) as IDataObject;
		const door: RouteDoor = {
			addresses: readAddresses(options.allowedAddresses ?? '0.0.0.0/0;::/0'),
			methods: readMethods(options.methods),
			tokens: await readTokens(context),
			signing: await readSigning(context, options),
			maxBodyBytes: numberOf(options.maxBodyKib, BODY_KIB) * 1024,
		};
		// Whoever shows nothing but a reference could fill the store with callbacks that nobody waits for.
		const isOpen = isReferenceSecret({ tokenSource: door.tokens ? 'some' : 'none', requireSignature: door.signing !== undefined });
		return {
			door,
			rules: readRules(context, options),
			places: readPlaces(options),
			keepUnknownMs: isOpen ? 0 : numberOf(options.keepEarlyMinutes, KEEP_MINUTES) * 60_000,
			answer: readAnswer(context.getNodeParameter('answer', {}) as IDataObject),
			keptHeaders: readKeptHeaders(options.keptHeaders, door),
		};
	});
}

function readMethods(value: unknown): string[] {
	const methods = (value ?? ['POST']) as string[];
	if (methods.length === 0) throw new Error('No method is chosen. Choose at least one under Allowed Methods.');
	return methods;
}

function readPlaces({ referenceHeader, referenceQuery, referencePath }: IDataObject): ReferencePlaces {
	const header = text(referenceHeader ?? USUAL_PLACE) || USUAL_PLACE;
	if (!isHeaderName(header)) throw new Error(`"${header}" cannot be the name of a header. Choose another one under Reference Header.`);
	const path = text(referencePath);
	if (path !== '') checkCapturePath({ variable: 'reference', path });
	return { header, query: text(referenceQuery ?? USUAL_PLACE) || USUAL_PLACE, ...(path !== '' && { path }) };
}

function readAnswer({ statusCode, body, headers }: IDataObject): Answer {
	const status = numberOf(statusCode, STATUS);
	const rows = rowsOf<HeaderRow>(headers, 'rows');
	const content = body === undefined ? DEFAULT_ANSWER : body;
	const json = typeof content === 'string' ? content.trim() : JSON.stringify(content);
	if (status === 204 || status === 304 || json === '') return emptyAnswer(status, rows);
	readJson(json, "The answer's body");
	return textAnswer(status, rows, json, 'application/json; charset=utf-8');
}

/** What a caller is told unless the builder says otherwise. */
export const DEFAULT_ANSWER = '{ "status": "accepted" }';

function readKeptHeaders(value: unknown, { signing }: RouteDoor): string[] {
	const names = text(value).split(/[,;\s]+/).filter((name) => name !== '').map((name) => name.toLowerCase());
	const secret = names.find((name) => SECRET_HEADERS.has(name) || name === signing?.signatureHeader.toLowerCase());
	if (secret !== undefined) throw new Error(`The header "${secret}" carries a secret, which no flow may see. Take it out of Headers to Keep.`);
	return names;
}

function text(value: unknown): string {
	return String(value ?? '').trim();
}
