import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { MappedEvent } from '../../flow/customerEvent/eventMap';
import { requireClearMap } from '../../flow/customerEvent/eventMap';
import type { IdentifierType } from '../../flow/customerEvent/identifier';
import { requireTemplate } from '../../flow/customerEvent/subject';
import { countryOf } from '../shared/country';
import { staysSilent } from '../shared/muteOption';
import type { RequestOptions } from '../shared/requestOptions';
import { readRequestOptions, readTurnMs } from '../shared/requestOptions';
import { resultFieldOf } from '../shared/resultField';
import { rowsOf } from '../shared/rows';
import type { ReceiverRules } from '../shared/trengoReceiver';
import { readTicketOptOuts } from '../shared/trengoReceiver';
import { idOf, trimmed } from '../shared/values';
import type { Operation } from './outputs';

/** What holds for the whole node, whatever the item. */
export interface NodeChoice {
	operation: Operation;
	resultField: string;
	turnMs: number;
	http: RequestOptions;
	checksChannel: boolean;
	/** What keeps a message from being sent. */
	receiver: ReceiverRules;
}

/** What the panel says for one item; what an operation has no use for is empty. */
export interface ItemChoice {
	/** ISO 3166-1 alpha-2. */
	defaultCountry: string | undefined;
	/** Empty for none. */
	idempotencyKey: string;

	// Of contacts and events.
	/** The whole call, as it is; undefined for other operations. */
	call: unknown;
	channelId: string;
	identifyBy: IdentifierType;
	/** The value of that kind. */
	identifier: unknown;
	contactId: string;
	deduplicates: boolean;
	createsContact: boolean;
	name: unknown;
	customFields: CustomField[];
	groupIds: string[];
	event: unknown;
	properties: unknown;
	eventMap: MappedEvent[];

	// Of tickets.
	ticketId: string;
	/** The message or the note. */
	text: unknown;
	emailSubject: string;
	assignee: { userId: string } | { teamId: string };
	assignNote: string;
	labelId: string;
	resultId: string;
}

/** A field that is to be filled in. */
export interface CustomField {
	fieldId: string;
	value: unknown;
}


/**
 * Reads what holds for all items.
 *
 * @throws NodeOperationError for a panel that cannot work, with words that name the field and the remedy
 */
export function readNodeChoice(context: IExecuteFunctions): NodeChoice {
	const options = context.getNodeParameter('options', 0, {}) as IDataObject;
	return explain(context, undefined, () => ({
		operation: context.getNodeParameter('operation', 0) as Operation,
		resultField: resultFieldOf(options.resultField, 'trengo'),
		turnMs: readTurnMs(options),
		http: readRequestOptions(options),
		checksChannel: options.checkChannel !== false,
		receiver: { optOuts: readTicketOptOuts(options.optOuts), staysSilent: staysSilent(options.whileAgentTalks) },
	}));
}

/**
 * Reads the panel for one item.
 *
 * @throws NodeOperationError with the item's index
 */
export function readItemChoice(context: IExecuteFunctions, index: number, { operation }: NodeChoice): ItemChoice {
	// n8n knows no field that the operation has no use for.
	const parameter = (name: string) => (context.getNodeParameter(name, index, null) as unknown) ?? undefined;
	return explain(context, index, () => {
		const options = (parameter('options') ?? {}) as IDataObject;
		const identifyBy = parameter('identifyBy') === 'phone' ? 'phone' : 'email';
		return {
			defaultCountry: countryOf(options.defaultCountry),
			idempotencyKey: trimmed(options.idempotencyKey),
			call: parameter('call'),
			channelId: idOf(parameter('channel')),
			identifyBy,
			identifier: operation === 'call' ? undefined : parameter(identifyBy),
			contactId: trimmed(options.contactId),
			deduplicates: parameter('deduplicate') !== false,
			createsContact: parameter('createContact') === true,
			name: parameter('name'),
			customFields: readFields(parameter('customFields')),
			groupIds: readIds(parameter('groups')),
			event: parameter('event'),
			properties: parameter('eventProperties'),
			eventMap: operation === 'call' || operation === 'track' ? readMap(parameter('eventMap')) : [],
			ticketId: trimmed(parameter('ticketId')),
			text: parameter(operation === 'addNote' ? 'note' : 'message'),
			emailSubject: trimmed(options.emailSubject),
			assignee: parameter('assignTo') === 'user' ? { userId: idOf(parameter('user')) } : { teamId: idOf(parameter('team')) },
			assignNote: trimmed(parameter('assignNote')),
			labelId: idOf(parameter('label')),
			resultId: trimmed(options.resultId),
		};
	});
}

function explain<Value>(context: IExecuteFunctions, itemIndex: number | undefined, read: () => Value): Value {
	try {
		return read();
	} catch (error) {
		throw new NodeOperationError(context.getNode(), error as Error, { itemIndex });
	}
}

function readFields(collection: unknown): CustomField[] {
	const rows = rowsOf<{ field?: unknown; value?: unknown }>(collection, 'rows').map(({ field, value }) => ({ fieldId: trimmed(field), value }));
	if (rows.some(({ fieldId }) => fieldId === '')) throw new Error('A custom field is not chosen. Choose it, or remove the row.');
	return rows;
}

/** A list of IDs, or what an expression gave in its place. */
function readIds(value: unknown): string[] {
	const list = Array.isArray(value) ? value : String(value ?? '').split(',');
	return list.map(trimmed).filter((id) => id !== '');
}

function readMap(collection: unknown): MappedEvent[] {
	const map = rowsOf<{ event?: unknown; subject?: unknown; channel?: unknown }>(collection, 'rows').map(({ event, subject, channel }) => ({
		event: String(event ?? ''),
		subject: String(subject ?? ''),
		channelId: trimmed(channel),
	}));
	if (map.some(({ event }) => event.trim() === '')) throw new Error('A row of the Event Map names no event. Write its name, or remove the row.');
	requireClearMap(map);
	for (const { subject } of map) requireTemplate(subject);
	return map;
}
