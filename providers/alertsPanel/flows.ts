import type { Entrant, Entry, FlowGateway, NotAdded } from '../../flow/addToFlow/gateway';
import { notAdded } from '../../flow/addToFlow/gateway';
import { mapInOrder } from '../../flow/concurrency';
import type { HttpOutcome } from '../../flow/http/send';
import { phoneOf } from '../../flow/participant/participant';
import { objectIn, textIn } from '../answerBody';
import { jsonValues, UnsendableValueError } from '../jsonValues';
import { quote, requestFailure } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import { pathPart, serviceBase, serviceUrl } from '../serviceUrl';

/** A flow of AlertsPanel, or of Engati under another brand. */
export interface AlertsPanelSettings {
	/** The Host of the credential, e.g. https://api.alertspanel.com. */
	host: string;
	/** The customer ID (cid) of the credential. */
	customerId: string;
	/** The bot key of the credential. */
	botKey: string;
	flowKey: string;
	/** How many requests are under way at once; AlertsPanel takes one participant in each. */
	concurrency?: number;
}

const SERVICE = 'AlertsPanel';

const CONCURRENCY = 5;

/** Names by which AlertsPanel knows the user. */
const PHONE = 'user.phone_no';
const NAME = 'user.user_name';

/**
 * Adds participants to a flow of AlertsPanel, with the API that Engati calls its API trigger, version 1: the attributes
 * are parameters of the query. AlertsPanel starts the flow on WhatsApp, and does not tell whether it ran; so `confirmed`
 * is false in the details.
 *
 * - The phone number goes as `user.phone_no`, in digits with the country code, which no variable can replace.
 * - The name goes as `user.user_name`: the variable of that name, or the attribute `name`, or `firstName` and `lastName`;
 *   without one AlertsPanel puts the phone number in its place.
 * - Every variable goes under its own name; objects and lists as JSON text, and those without a value not at all.
 *
 * @param sendRequest sends with the account's key. A request must not be repeated once it may have arrived
 * @throws ServiceSettingError for a host or a key that cannot be used
 */
export function alertsPanelFlows(sendRequest: SendRequest, settings: AlertsPanelSettings): FlowGateway {
	const host = serviceBase(settings.host, 'Host', 'https://api.alertspanel.com');
	const customer = `customer/${pathPart(settings.customerId, 'Customer ID of the credential')}`;
	const bot = `bot/${pathPart(settings.botKey, 'Bot Key of the credential')}`;
	const path = `/bot-api/v1.0/${customer}/${bot}/flow/${pathPart(settings.flowKey, 'Flow Key')}`;

	return {
		async add(entrants) {
			let unauthorized: NotAdded | undefined;
			return await mapInOrder(entrants, settings.concurrency ?? CONCURRENCY, async (entrant) => {
				const query = queryOf(entrant);
				if ('added' in query) return query;
				// The key is the same for all; a service that is asked on and on may lock the account.
				if (unauthorized) return structuredClone(unauthorized);

				const url = serviceUrl(host, path, query.parameters);
				const entry = entryOf(await sendRequest({ method: 'POST', url, headers: { accept: 'application/json' } }), settings);
				if (!entry.added && entry.reason === 'notAuthorized') unauthorized = entry;
				return entry;
			});
		},
	};
}

/** Of an entrant: the parameters of the query, or why there can be none. */
type Query = { parameters: Array<{ name: string; value: string }> } | NotAdded;

function queryOf(entrant: Entrant): Query {
	const phone = phoneOf(entrant);
	if (phone === undefined) return notAdded('invalidContact', 'The participant has no phone number; AlertsPanel needs one.');
	try {
		return { parameters: parametersOf(entrant, phone) };
	} catch (error) {
		if (error instanceof UnsendableValueError) return notAdded('targetRejected', error.message);
		throw error;
	}
}

function parametersOf({ attributes, variables }: Entrant, phone: string): Array<{ name: string; value: string }> {
	const name = nameOf(attributes);
	const values = {
		...(name !== undefined && { [NAME]: name }),
		...jsonValues(variables),
		[PHONE]: phone.replace(/^\+/, ''),
	};
	return Object.entries(values).map(([parameter, value]) => ({ name: parameter, value: asText(value) }));
}

function nameOf({ name, firstName, lastName }: Record<string, unknown>): string | undefined {
	const parts = [textIn(firstName), textIn(lastName)].filter((part) => part !== undefined);
	return textIn(name) ?? (parts.join(' ') || undefined);
}

function asText(value: unknown): string {
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function entryOf(outcome: HttpOutcome, { flowKey }: AlertsPanelSettings): Entry {
	const answer = objectIn(outcome.reply?.body);
	const error = { text: textIn(answer.message) };
	if (outcome.class === 'success') return acceptedEntry(answer);

	const aim = 'the participant entered the flow';
	const { reason, message, details } = requestFailure(outcome, { service: SERVICE, aim, error });
	if (reason !== 'targetMissing') return notAdded(reason, message, details);
	const words = `AlertsPanel knows no flow with the key ${flowKey.trim()} under this customer and bot. Check the keys.`;
	return notAdded(reason, `${words}${quote(error.text)}`, details);
}

/** The documentation shows `"responseObject": true` for a success, and nothing else. */
function acceptedEntry(answer: Record<string, unknown>): Entry {
	if (answer.responseObject !== false) return { added: true, details: { confirmed: false } };
	const message = 'AlertsPanel took the request and answered that it did not add the participant.';
	return notAdded('targetRejected', message, { httpStatus: 200 });
}
