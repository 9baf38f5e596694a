import type { IDataObject, IHookFunctions, INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { PARTICIPANT_FIELD } from '../../../flow/participant/participants';
import { UNSAFE_NAMES } from '../../../flow/unsafeNames';
import { numberOf } from '../number';
import { TICKET_FIELD } from './runStart';

/** Where the panel is read: when a flow is published, and when a provider calls. */
export type EventsContext = IHookFunctions | IWebhookFunctions;

/** What the panels of all triggers that are told of events have. */
export interface EventOptions {
	/** For how long an event is recognized, in milliseconds. */
	rememberMs: number;
	keepRaw: boolean;
	/** The field that holds the event; empty for the item itself. */
	resultField: string;
}

const REMEMBER_HOURS = { name: 'Remember Events For', fallback: 192, least: 1, most: 8760 };

/**
 * @param options of the panel
 * @throws Error for what cannot be used, with words that name the field and the remedy
 */
export function readEventOptions(context: EventsContext, options: IDataObject): EventOptions {
	requireStoppable(context);
	return {
		rememberMs: numberOf(options.rememberHours, REMEMBER_HOURS) * 3_600_000,
		keepRaw: options.keepRaw !== false,
		resultField: readResultField(options),
	};
}

/** n8n would start the flow with an empty item for an event that another run has been given. */
function requireStoppable(context: EventsContext): void {
	if (context.getNode().alwaysOutputData !== true) return;
	throw new Error('With Always Output Data the flow would also run without an event. Switch it off under Settings.');
}

function readResultField({ resultField }: IDataObject): string {
	const field = String(resultField ?? '').trim();
	if (!UNSAFE_NAMES.has(field) && field !== PARTICIPANT_FIELD && field !== TICKET_FIELD) return field;
	throw new Error(`Put Event Under cannot be "${field}". Choose another name.`);
}

/**
 * The options that such panels have, in the order of the alphabet.
 *
 * @param description what there is to know of how long events are recognized
 */
export function eventOptionProperties(description: string): INodeProperties[] {
	return [
		{
			displayName: 'Keep Raw Event',
			name: 'keepRaw',
			type: 'boolean',
			default: true,
			description: "Whether the item also holds the provider's own event, under <code>raw</code>",
		},
		{
			displayName: 'Put Event Under',
			name: 'resultField',
			type: 'string',
			default: '',
			placeholder: 'e.g. event',
			noDataExpression: true,
			description: 'Name of the field that holds the event. Empty: its fields are the flow variables themselves.',
		},
		{
			displayName: 'Remember Events For (Hours)',
			name: 'rememberHours',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 8760 },
			default: 192,
			description,
		},
	];
}
