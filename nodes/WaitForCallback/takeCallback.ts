import { randomUUID } from 'node:crypto';

import omit from 'lodash/omit';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Callback, Verdict } from '../../flow/callback/callback';
import { referencesIn } from '../../flow/callback/reference';
import { digest } from '../../flow/digest';
import type { RouteCall } from '../../flow/route/admission';
import { attributesRefusal, doorRefusal, isCheckedWhole, isRefusal } from '../../flow/route/admission';
import { collectAttributes } from '../../flow/route/attributes';
import { readBody } from '../../flow/route/body';
import type { CallerResponse } from '../../flow/route/callerAnswer';
import { REQUEST_ID_HEADER, sendAnswer, sendRefusal } from '../../flow/route/callerAnswer';
import { headerOf } from '../../flow/route/callHeaders';
import type { Refusal } from '../../flow/route/problem';
import { refuse } from '../../flow/route/problem';
import { storeAway } from '../../flow/route/storeAway';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import { wakeAt } from '../shared/parked/waking';
import { readCall } from '../shared/route/receivedCall';
import { sandboxHeader } from '../shared/route/sandbox';
import type { CallPanel } from './callPanel';
import { readCallPanel } from './callPanel';
import { CALLBACKS_LINE, callbacksOf, TRIED_OUT_PATH } from './references';

/** Takes a callback, in whichever process it comes in and whether its run is parked already or not, and answers its caller. */
export async function takeCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const requestId = randomUUID();
	const response = context.getResponseObject() as unknown as CallerResponse;
	response.setHeader(REQUEST_ID_HEADER, requestId);
	const log = ({ message }: Error) => context.logger.error(`Wait for Callback "${context.getNode().name}" cannot take a callback: ${message}`, { requestId });
	try {
		const panel = await readCallPanel(context);
		const refusal = await unlessStoreIsAway(
			async () => await take(context, panel, new Date()),
			(error) => {
				log(error);
				return storeAway();
			},
		);
		if (refusal) sendRefusal(response, refusal, requestId);
		else sendAnswer(response, panel.answer, sandboxHeader(process.env));
	} catch (error) {
		// Thrown on, it would make n8n start a run with an empty item.
		log(error as Error);
		if (!response.headersSent) sendRefusal(response, refuse('route-misconfigured', 'The callback cannot be taken now. Tell the owner of the URL.'), requestId);
	}
	return { noWebhookResponse: true };
}

async function take(context: IWebhookFunctions, panel: CallPanel, now: Date): Promise<Refusal | undefined> {
	const call = readCall(context);
	const atDoor = doorRefusal(panel.door, call, now);
	if (atDoor) return atDoor;

	const content = readBody(call.body);
	if (isRefusal(content)) return content;
	const body = content.attributes;
	const fingerprint = fingerprintOf(call, body);
	if (fingerprint === undefined) return refuse('body-unreadable', 'The body is nested too deep.');

	const { places, keepUnknownMs } = panel;
	const references = referencesIn(call, body, places);
	if (references.length !== 1) return referenceRefusal(references.length, panel);

	// Who does not know a reference learns nothing of what a good callback looks like.
	const callbacks = callbacksOf(context, context.getNode());
	const [reference] = references;
	const seen = await callbacks.verdict(reference, fingerprint, keepUnknownMs);
	if (seen !== 'taken') return verdictRefusal(seen);

	const collected = collectAttributes({ path: {}, query: ownQuery(call, places.query), body, bodyIsText: content.isText });
	const checked = panel.rules.check(collected, isCheckedWhole(call));
	if ('errors' in checked) return attributesRefusal(checked.errors);

	const came: Callback = { method: call.method, headers: keptHeaders(call, panel), body: checked.variables, receivedAt: now.toISOString() };
	const { verdict, wait } = await callbacks.take(reference, came, { fingerprint, keepUnknownMs });
	if (verdict !== 'taken') return verdictRefusal(verdict);
	if (wait) await wakeAt(Date.now(), { ...wait, line: CALLBACKS_LINE });
	return undefined;
}

/** @returns the query without what is not the callback's own: its reference, and n8n's signature while a flow is tried out */
function ownQuery({ query }: RouteCall, referenceName: string): Record<string, unknown> {
	const isN8ns = String(query.signature).endsWith(`/${TRIED_OUT_PATH}`);
	return omit(query, referenceName, ...(isN8ns ? ['signature'] : []));
}

/** @returns by what a repetition of a call is known; undefined for a body that is nested so deep that it cannot be kept */
function fingerprintOf({ method, query }: RouteCall, body: object): string | undefined {
	try {
		return digest(JSON.stringify([method, query, body]));
	} catch {
		return undefined;
	}
}

function keptHeaders({ headers }: RouteCall, panel: CallPanel): Record<string, string> {
	const kept = panel.keptHeaders.map((name): [string, string | undefined] => [name, headerOf(headers, name)]);
	return Object.fromEntries(kept.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function referenceRefusal(count: number, { places: { header, query, path } }: CallPanel): Refusal {
	const ways = [`the header "${header}"`, `the query parameter "${query}"`, ...(path === undefined ? [] : [`the body at ${path}`])];
	const detail = count === 0 ? `The callback has no reference. Send it in ${ways.join(' or ')}.` : 'The callback has several references that differ. Send one.';
	return refuse('callback-reference-invalid', detail);
}

/** @returns undefined for a callback that is good, also when it comes once more */
function verdictRefusal(verdict: Exclude<Verdict, 'taken'>): Refusal | undefined {
	switch (verdict) {
		case 'repeated':
			return undefined;
		case 'used':
			return refuse('callback-used', 'Another callback with this reference has come before; only the first one counts.');
		case 'late':
			return refuse('callback-late', 'Nobody waits for this callback any more.');
		case 'unknown':
			return refuse('callback-unknown', 'There is no callback with this reference.');
	}
}
