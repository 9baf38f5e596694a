import type { IDataObject } from 'n8n-workflow';

import { PARTICIPANT_FIELD } from '../../flow/participant/participants';
import type { Route, UserNameRule } from '../../flow/route/admission';
import type { Answer } from '../../flow/route/answer';
import type { AttributeRules } from '../../flow/route/attributes';
import type { RateLimit } from '../../flow/route/rateLimit';
import { countryOf } from '../shared/country';
import { explained } from '../shared/explained';
import { numberOf } from '../shared/number';
import { readRules } from '../shared/route/attributeRules';
import type { RouteContext } from '../shared/route/door';
import { BODY_KIB, readAddresses, readSigning, readTokens } from '../shared/route/door';
import type { KeyPanel } from './keyPanel';
import { readKeyPanel } from './keyPanel';
import { readParticipantPanel } from './participantPanel';
import { readRatePanel } from './ratePanel';
import { presetOf, readPreset } from './presetPanel';
import { requireStoppable } from './runStart';

/** A Dynamic API Trigger as its panel describes it. */
export interface RoutePanel {
	route: Route;
	/** How long a synchronous caller waits, in milliseconds; undefined for an asynchronous route. */
	timeoutMs: number | undefined;
	/** What the caller gets when the flow does not answer; undefined for a problem. */
	fallback: Answer | undefined;
	/** What is to be done with idempotency keys; undefined for a route that knows none. */
	key: KeyPanel | undefined;
	/** How many calls the route takes; undefined for any number. */
	rateLimit: RateLimit | undefined;
	/** How long callers can ask for the status of a call, in milliseconds; 0 for a route where they cannot. */
	keepStatusMs: number;
}

/**
 * Reads the panel of a Dynamic API Trigger.
 *
 * @throws NodeOperationError for anything that cannot be used, with words that name the field and the remedy
 */
export async function readPanel(context: RouteContext): Promise<RoutePanel> {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	return await explained(context, async () => {
		const preset = presetOf(context.getNodeParameter('preset', 'none'));
		const ofPreset = preset === 'none' ? undefined : readPreset(context);
		const panel = {
			route: await readRoute(context, options, ofPreset?.methods),
			timeoutMs: ofPreset?.timeoutMs ?? readTimeout(context),
			fallback: ofPreset?.fallback,
			key: ofPreset ? undefined : readKeyPanel(context),
			rateLimit: readRatePanel(context),
			keepStatusMs: numberOf(options.keepStatusHours, { name: 'Keep Status For', fallback: 24, least: 0, most: 8760 }) * 3_600_000,
		};
		if (panel.key || (panel.timeoutMs === undefined && panel.keepStatusMs > 0)) requireStoppable(context.getNode());
		return panel;
	});
}

/** @returns the name under which the item holds the details of the call */
export function detailsFieldOf(options: IDataObject): string {
	return String(options.detailsField ?? '').trim() || 'request';
}

async function readRoute(context: RouteContext, options: IDataObject, methods?: string[]): Promise<Route> {
	const rules = readRules(context, options);
	const detailsName = detailsFieldOf(options);
	const tracking = readParticipantPanel(context, countryOf(options.defaultCountry));
	if (tracking && detailsName === PARTICIPANT_FIELD) {
		throw new Error(`Details Field cannot be "${PARTICIPANT_FIELD}" while Track Participant is on, which puts the participant there. Choose another name.`);
	}
	return {
		methods: methods ?? readMethods(context),
		addresses: readAddresses(context.getNodeParameter('allowedAddresses')),
		tokens: await readTokens(context),
		signing: await readSigning(context, options),
		maxBodyBytes: numberOf(options.maxBodyKib, BODY_KIB) * 1024,
		rules,
		detailsName,
		userName: userNameRule(rules, options),
		tracking,
	};
}

function readTimeout(context: RouteContext): number | undefined {
	if (context.getNodeParameter('answer') === 'async') return undefined;
	const seconds = context.getNodeParameter('timeoutSeconds', 30);
	return numberOf(seconds, { name: 'Answer Within', fallback: 30, least: 0.1, most: 3600 }) * 1000;
}

function readMethods(context: RouteContext): string[] {
	const methods = context.getNodeParameter('methods') as string[];
	if (methods.length === 0) throw new Error('No method is chosen. Choose at least one under Methods.');
	return methods;
}

function userNameRule({ phoneAttribute }: AttributeRules, options: IDataObject): UserNameRule | undefined {
	const nameAttribute = String(options.userNameAttribute ?? 'userName').trim();
	return phoneAttribute !== undefined && nameAttribute !== '' ? { nameAttribute, phoneAttribute } : undefined;
}
