import type { Given } from '../participant/participant';
import { PARTICIPANT_FIELD } from '../participant/participants';
import type { AddressList } from './addresses';
import type { AttributeRules } from './attributes';
import { collectAttributes } from './attributes';
import type { ReceivedBody } from './body';
import { readBody } from './body';
import type { CallHeaders } from './callHeaders';
import { headerOf } from './callHeaders';
import type { FieldError, Refusal } from './problem';
import { jsonPointer, refuse } from './problem';
import { signatureFault } from './signature';
import type { RouteTokens } from './token';
import { checkToken } from './token';
import type { TrackingRule } from './trackedParticipant';
import { participantOfCall } from './trackedParticipant';

/** What a route asks of its callers. */
export interface Route {
	/** The methods that start the flow, in upper case. */
	methods: string[];
	addresses: AddressList;
	/** The tokens that open the route; undefined for a route that is open to all. */
	tokens?: RouteTokens;
	/** How calls must be signed; undefined when they need no signature. */
	signing?: Signing;
	/** The largest body that is read, in bytes. */
	maxBodyBytes: number;
	/** The rules for the attributes. */
	rules: AttributeRules;
	/** The name under which the details of the call go into the item; no attribute may have it. */
	detailsName: string;
	/** Fills the user's name from the phone number when callers leave it out. */
	userName?: UserNameRule;
	/** How it is found out whom a call is about; undefined for a route that knows nobody. */
	tracking?: TrackingRule;
}

/** How calls to a route must be signed. */
export interface Signing {
	secret: string;
	/** Names of the headers, in any case. */
	signatureHeader: string;
	timestampHeader: string;
	/** How far the time-stamp may lie from now, in seconds. */
	toleranceSeconds: number;
}

/** Which attribute is the user's name, and which one stands in for it. */
export interface UserNameRule {
	nameAttribute: string;
	phoneAttribute: string;
}

/** A call as it came in. */
export interface RouteCall {
	method: string;
	/** The address of the client, as n8n tells it (it obeys N8N_PROXY_HOPS). */
	address: string;
	/** Names in lower case. */
	headers: CallHeaders;
	path: Record<string, unknown>;
	query: Record<string, unknown>;
	body: ReceivedBody;
	/** The size of the body in bytes. */
	bodyBytes: number;
}

/** What a call brings that may start the flow. */
export interface Admission {
	/** The flow variables. */
	variables: Record<string, unknown>;
	/** What it says of the participant; only where the route tracks participants. */
	participant?: Given;
}

/**
 * Decides whether a call may start the flow. The checks go from who calls to what is sent, so that a stranger learns
 * nothing about the route beyond the first check that fails.
 *
 * @param route what the route asks for
 * @param call the call as it came in
 * @param now the present instant
 * @returns the flow variables, or the refusal to answer with: 403, 405, 401, 413, 415, 400 or 422
 */
export function admit(route: Route, call: RouteCall, now: Date): Admission | Refusal {
	return doorRefusal(route, call, now) ?? admitAttributes(route, call);
}

/** What is asked of a caller, whatever the call brings. */
export type RouteDoor = Pick<Route, 'addresses' | 'maxBodyBytes' | 'methods' | 'signing' | 'tokens'>;

/**
 * Decides whether somebody may call at all, before anybody looks at what the call brings.
 *
 * @returns the refusal to answer with (403, 405, 401 or 413), or undefined for a good call
 */
export function doorRefusal(door: RouteDoor, call: RouteCall, now: Date): Refusal | undefined {
	return (
		addressRefusal(door, call) ??
		methodRefusal(door, call) ??
		tokenRefusal(door, call, now) ??
		sizeRefusal(door, call) ??
		signatureRefusal(door, call, now)
	);
}

/**
 * Decides whether somebody may ask for the status of an earlier call: from the same addresses, with the same token.
 *
 * @returns the refusal to answer with (403, 401 or 405), or undefined when the status may be told
 */
export function statusRefusal(route: Route, call: RouteCall, now: Date): Refusal | undefined {
	return addressRefusal(route, call) ?? tokenRefusal(route, call, now) ?? methodRefusal({ methods: ['GET'] }, call);
}

/** @returns whether a call was refused */
export function isRefusal(outcome: object): outcome is Refusal {
	return 'problem' in outcome;
}

function addressRefusal(route: RouteDoor, { address }: RouteCall): Refusal | undefined {
	if (route.addresses.allows(address)) return undefined;
	return refuse('address-not-allowed', `Calls from the address ${address} are not allowed on this route.`);
}

function methodRefusal({ methods }: Pick<Route, 'methods'>, { method }: RouteCall): Refusal | undefined {
	if (methods.includes(method)) return undefined;
	const allowed = methods.join(', ');
	return refuse('method-not-allowed', `${method} is not allowed here; use ${allowed}.`, {
		headers: { Allow: allowed },
	});
}

function tokenRefusal(route: RouteDoor, { headers }: RouteCall, now: Date): Refusal | undefined {
	if (!route.tokens) return undefined;
	const check = checkToken(headers, route.tokens, now);
	if (check === 'valid') return undefined;

	const forms = '"Authorization: Bearer <token>", "Authorization: Basic <token>" or "X-Api-Token: <token>"';
	return check === 'missing'
		? refuse('unauthorized', `The call has no token. Send the route's token as ${forms}.`, {
				headers: { 'WWW-Authenticate': 'Bearer realm="route"' },
			})
		: refuse('unauthorized', `The token is not the one of this route. Send it as ${forms}.`, {
				headers: { 'WWW-Authenticate': 'Bearer realm="route", error="invalid_token"' },
			});
}

function sizeRefusal({ maxBodyBytes }: RouteDoor, { bodyBytes }: RouteCall): Refusal | undefined {
	if (bodyBytes <= maxBodyBytes) return undefined;
	return refuse('body-too-large', `The body has ${bodyBytes} bytes; this route takes ${maxBodyBytes} at most.`);
}

function signatureRefusal({ signing }: RouteDoor, { headers, body }: RouteCall, now: Date): Refusal | undefined {
	if (!signing) return undefined;
	if (body.mediaType === 'multipart/form-data') {
		return refuse('media-type-not-supported', 'Calls to this route are signed, and a multipart body cannot be. Send JSON.');
	}
	const fault = signatureFault(
		{
			secret: signing.secret,
			rawBody: body.raw,
			signature: headerOf(headers, signing.signatureHeader),
			timestamp: headerOf(headers, signing.timestampHeader),
			toleranceSeconds: signing.toleranceSeconds,
		},
		now,
	);
	return fault ? refuse('signature-invalid', fault, { headers: { 'WWW-Authenticate': 'Signature' } }) : undefined;
}

/** To look for every fault in a large hostile body would keep n8n busy for seconds. */
const EVERY_FAULT_BYTES = 64 * 1024;

/** @returns whether every fault of a call's attributes is looked for, or only the first */
export function isCheckedWhole({ bodyBytes }: Pick<RouteCall, 'bodyBytes'>): boolean {
	return bodyBytes <= EVERY_FAULT_BYTES;
}

function admitAttributes(route: Route, call: RouteCall): Admission | Refusal {
	const body = readBody(call.body);
	if (isRefusal(body)) return body;

	const collected = collectAttributes({
		path: call.path,
		query: call.query,
		body: body.attributes,
		bodyIsText: body.isText,
	});
	const checked = route.rules.check(collected, isCheckedWhole(call));
	if ('errors' in checked) return attributesRefusal(checked.errors);

	const { variables, filledIn } = checked;
	const tracked = route.tracking ? participantOfCall(route.tracking, variables, filledIn) : undefined;
	const errors = [...reservedNames(route, variables), ...(tracked && 'errors' in tracked ? tracked.errors : [])];
	if (errors.length > 0) return attributesRefusal(errors);
	return {
		// The number that stands in for a name is no name to keep of the participant, so it comes last.
		variables: withUserName(variables, route.userName),
		...(tracked && 'given' in tracked && { participant: tracked.given }),
	};
}

/** @returns the refusal that names the failing attributes */
export function attributesRefusal(errors: FieldError[]): Refusal {
	const names = errors.map((error) => error.pointer).join(', ');
	return refuse('attributes-invalid', `${errors.length === 1 ? 'This attribute is' : 'These attributes are'} not valid: ${names}.`, { errors });
}

function reservedNames({ detailsName, tracking }: Route, variables: Record<string, unknown>): FieldError[] {
	const reserved = [
		{ name: detailsName, what: 'the details of the call' },
		...(tracking ? [{ name: PARTICIPANT_FIELD, what: 'the participant' }] : []),
	];
	return reserved
		.filter(({ name }) => Object.hasOwn(variables, name))
		.map(({ name, what }) => ({ pointer: jsonPointer([name]), detail: `is a name that this route keeps for ${what}` }));
}

/** AlertsPanel's rule: when no user name is given, the phone number stands in for it. */
function withUserName(variables: Record<string, unknown>, rule: UserNameRule | undefined): Record<string, unknown> {
	const phone = rule && variables[rule.phoneAttribute];
	const given = rule && variables[rule.nameAttribute];
	const nameIsMissing = given === undefined || given === null || given === '';
	return rule && phone !== undefined && nameIsMissing ? { ...variables, [rule.nameAttribute]: phone } : variables;
}
