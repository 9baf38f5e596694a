import type { IDataObject, IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { checkCapturePath } from '../../flow/call/capture';
import type { Priority } from '../../flow/conversation/gateway';
import type { Channel } from '../../flow/optOut/channels';
import { countryOf } from '../shared/country';
import { explained } from '../shared/explained';
import { numberOf } from '../shared/number';
import type { RequestOptions } from '../shared/requestOptions';
import { readRequestOptions, readTurnMs } from '../shared/requestOptions';
import { resultFieldOf } from '../shared/resultField';
import { idOf, trimmed } from '../shared/values';
import { readOptOutChannel } from '../shared/optOutOption';

/** The channels whose opt-outs can be asked for, besides those of all. */
export const OPT_OUT_CHANNELS: readonly Channel[] = ['email', 'sms', 'whatsapp'];

/** Where the human agents are. */
export type Provider = 'chatwoot' | 'http' | 'infobip' | 'trengo';

/** What holds for the whole node, whatever the item. */
export interface NodeChoice {
	provider: Provider;
	/** Whether the run waits until the conversation is resolved. */
	waits: boolean;
	waitAtMostMs: number;
	/** Whether the provider tells by itself when a conversation is resolved; else it is only asked. */
	hasEvents: boolean;
	/** For how long flows stay silent at the most; 0 for not at all. */
	muteMs: number;
	/** Which opt-outs keep somebody from being sent an opening message, if any. */
	optOuts: Channel | 'all' | undefined;
	resultField: string;
	http: RequestOptions;
	turnMs: number;
	infobip: { channel: string; sender: string; routes: boolean };
	desk: { url: string; idPath: string; statusUrl: string; statusPath: string; resolved: string[] };
}

/** What the panel says for one item. */
export interface ItemChoice {
	phone: unknown;
	email: unknown;
	name: string;
	/** ISO 3166-1 alpha-2. */
	defaultCountry: string | undefined;
	tag: string;
	makesTag: boolean;
	subject: string;
	/** Where the note comes from: the variables of the flow, or what the builder has written, or none. */
	note: { from: 'flow' | 'none' } | { from: 'own'; text: string };
	priority: Priority | undefined;
	queueId: string;
	teamId: string;
	agentId: string;
	channelId: string;
	openingMessage: string;
	/** The builder's own; empty for none. */
	idempotencyKey: string;
}

const WAIT_HOURS = { name: 'Wait at Most', fallback: 24, least: 0.001, most: 700 };
const MUTE_HOURS = { name: 'Flows Stay Silent at Most', fallback: 24, least: 0, most: 700 };
const HOUR_MS = 3_600_000;

const PROVIDERS: readonly string[] = ['chatwoot', 'http', 'infobip', 'trengo'] satisfies Provider[];
const PRIORITIES: readonly string[] = ['high', 'low', 'normal', 'urgent'] satisfies Priority[];

/**
 * Reads what holds for all items.
 *
 * @throws NodeOperationError for a panel that cannot work, with words that name the field and the remedy
 */
export async function readNodeChoice(context: IExecuteFunctions | IHookFunctions | IWebhookFunctions): Promise<NodeChoice> {
	const parameter = (name: string, fallback?: unknown) =>
		'getInputData' in context ? (context.getNodeParameter(name, 0, fallback as never) as unknown) : (context.getNodeParameter(name, fallback as never) as unknown);
	return await explained(context, () => {
		const options = parameter('options', {}) as IDataObject;
		const provider = trimmed(parameter('provider'));
		if (!PROVIDERS.includes(provider)) throw new Error('Provider names none that there is. Choose one from the list.');
		const desk = {
			url: trimmed(parameter('url', '')),
			idPath: trimmed(parameter('idPath', '$.id')),
			statusUrl: trimmed(parameter('statusUrl', '')),
			statusPath: trimmed(parameter('statusPath', '$.status')),
			resolved: trimmed(parameter('resolvedValues', 'resolved, closed, solved')).toLowerCase().split(',').map((value) => value.trim()).filter(Boolean),
		};
		if (provider === 'http') checkDesk(desk);
		return {
			provider: provider as Provider,
			waits: parameter('waitsUntilResolved', false) === true,
			waitAtMostMs: numberOf(parameter('waitHours', WAIT_HOURS.fallback), WAIT_HOURS) * HOUR_MS,
			hasEvents: provider === 'http' || parameter('resolvedBy', 'events') !== 'asking',
			muteMs: numberOf(options.muteHours, MUTE_HOURS) * HOUR_MS,
			optOuts: readOptOutChannel(options.optOutChannel ?? 'all', OPT_OUT_CHANNELS),
			resultField: resultFieldOf(options.resultField, 'conversation'),
			http: readRequestOptions(options),
			turnMs: readTurnMs(options),
			infobip: { channel: trimmed(parameter('channel', 'WHATSAPP')), sender: trimmed(parameter('sender', '')), routes: options.routes !== false },
			desk,
		};
	});
}

/**
 * Reads the panel for one item.
 *
 * @throws Error
 */
export function readItemChoice(context: IExecuteFunctions, index: number): ItemChoice {
	const parameter = (name: string, fallback: unknown = '') => context.getNodeParameter(name, index, fallback as never) as unknown;
	const options = parameter('options', {}) as IDataObject;
	const priority = trimmed(parameter('priority', 'normal'));
	return {
		phone: parameter('phone'),
		email: parameter('email'),
		name: trimmed(parameter('name')),
		defaultCountry: countryOf(options.defaultCountry),
		tag: idOf(parameter('tag', {})),
		makesTag: parameter('makesTag', false) === true,
		subject: trimmed(parameter('subject')),
		note: readNote(trimmed(parameter('summary', 'flow')), parameter('note')),
		priority: PRIORITIES.includes(priority) ? (priority as Priority) : undefined,
		queueId: idOf(parameter('queue', {})),
		teamId: idOf(parameter('team', {})),
		agentId: idOf(parameter('agent', {})),
		channelId: idOf(parameter('inbox', {})),
		openingMessage: trimmed(parameter('openingMessage')),
		idempotencyKey: trimmed(options.idempotencyKey),
	};
}

function readNote(from: string, own: unknown): ItemChoice['note'] {
	if (from === 'own') return { from, text: typeof own === 'object' && own !== null ? JSON.stringify(own) : trimmed(own) };
	return { from: from === 'none' ? 'none' : 'flow' };
}

function checkDesk({ url, idPath, statusUrl, statusPath }: NodeChoice['desk']): void {
	if (url === '') throw new Error('URL is empty. Write where the desk takes conversations.');
	checkCapturePath({ variable: 'Conversation ID', path: idPath });
	if (statusUrl === '') return;
	if (!/\{id\}/i.test(statusUrl)) throw new Error('Status URL has no {ID} in it, in whose place the ID of the conversation comes.');
	checkCapturePath({ variable: 'Status', path: statusPath });
}
