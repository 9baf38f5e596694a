import type { IDataObject } from 'n8n-workflow';

import type { MessageProvider } from '../../flow/message/messageEvent';
import type { Channel } from '../../flow/optOut/channels';
import type { SessionExit } from '../../flow/session/exits';
import { SESSION_EXITS } from '../../flow/session/exits';
import { UNSAFE_NAMES } from '../../flow/unsafeNames';
import type { Person } from '../shared/chatbot/person';
import { readPerson } from '../shared/chatbot/person';
import { idOf, textOf } from '../shared/values';
import { explained } from '../shared/explained';
import { staysSilent } from '../shared/muteOption';
import { numberOf } from '../shared/number';
import type { PanelContext } from '../shared/parameter';
import { parameterOf } from '../shared/parameter';
import type { RequestOptions } from '../shared/requestOptions';
import { readRequestOptions } from '../shared/requestOptions';
import { resultFieldOf } from '../shared/resultField';
import { rowsOf } from '../shared/rows';
import { readOptOutChannel } from '../shared/optOutOption';
import type { EngineChoice } from './engineChoice';
import { readEngineChoice } from './engineChoice';

/** How often a request is repeated, unless the builder says otherwise. */
export const USUAL_RETRIES = 2;

/** The channels whose opt-outs can be asked for, besides those of all. */
export const OPT_OUT_CHANNELS: readonly Channel[] = ['whatsapp'];

/** How what the chatbot says reaches the participant. */
export type Delivery =
	| { by: 'none' }
	| { by: 'provider'; provider: MessageProvider; sender: string; ticketId: string }
	| { by: 'workflow'; workflowId: string };

/** What the panel says. There is one item, so all of it holds for that. */
export interface NodeChoice {
	engine: EngineChoice;
	delivery: Delivery;
	person: Person;
	/** What the chatbot is told first; undefined for the last message of the participant. */
	text: string | undefined;
	variables: Record<string, unknown>;
	/** The exits that have branches of their own, in their order. */
	exits: SessionExit[];
	limits: { idleMs: number; totalMs: number };
	/** Which opt-outs keep somebody from a session, if any. */
	optOuts: Channel | 'all' | undefined;
	keepsRunning: boolean;
	/** Whether nothing is said while a human has the conversation. */
	isSilentWhenMuted: boolean;
	resultField: string;
	http: RequestOptions;
}

const IDLE_MINUTES = { name: 'End After Silence', fallback: 30, least: 0.01, most: 44_640 };
const TOTAL_HOURS = { name: 'End at the Latest After', fallback: 24, least: 0.001, most: 744 };

type Parameter = (name: string, fallback?: unknown) => unknown;

/**
 * Reads the panel.
 *
 * @throws NodeOperationError for one that cannot work, with words that name the field and the remedy
 */
export async function readNodeChoice(context: PanelContext): Promise<NodeChoice> {
	const parameter: Parameter = (name, fallback) => parameterOf(context, name, 0, fallback);
	return await explained(
		context,
		() => {
			const options = parameter('options', {}) as IDataObject;
			return {
				engine: readEngineChoice(parameter),
				delivery: readDelivery(parameter),
				person: readPerson(context, 0, options),
				text: parameter('messageFrom', 'lastInbound') === 'text' ? textOf(parameter('message', '')) : undefined,
				variables: readVariables(parameter('variables', {})),
				exits: readExits(parameter('exits', [])),
				limits: {
					idleMs: numberOf(parameter('idleMinutes', IDLE_MINUTES.fallback), IDLE_MINUTES) * 60_000,
					totalMs: numberOf(parameter('totalHours', TOTAL_HOURS.fallback), TOTAL_HOURS) * 3_600_000,
				},
				optOuts: readOptOutChannel(options.optOutChannel ?? 'whatsapp', OPT_OUT_CHANNELS),
				keepsRunning: options.ifRunning === 'handOn',
				isSilentWhenMuted: staysSilent(options.whileAgentTalks),
				resultField: resultFieldOf(options.resultField, 'chatbot'),
				http: readRequestOptions(options, USUAL_RETRIES),
			};
		},
		0,
	);
}

function readDelivery(parameter: Parameter): Delivery {
	const by = parameter('delivery', 'provider');
	if (by === 'none') return { by };
	if (by === 'workflow') {
		const workflowId = idOf(parameter('deliveryWorkflow', ''));
		if (workflowId === '') throw new Error('Workflow That Sends is empty. Choose the workflow that sends the replies.');
		return { by, workflowId };
	}
	const provider = parameter('provider', 'whatsAppCloud') as MessageProvider;
	const sender = provider === 'infobip' ? parameter('sender', '') : provider === 'whatsAppCloud' ? parameter('phoneNumberId', '') : '';
	return { by: 'provider', provider, sender: textOf(sender).trim(), ticketId: provider === 'trengo' ? textOf(parameter('ticketId', '')).trim() : '' };
}

function readVariables(collection: unknown): Record<string, unknown> {
	const rows = rowsOf<{ name?: unknown; value?: unknown }>(collection, 'rows').map(({ name, value }): [string, unknown] => [textOf(name).trim(), value]);
	for (const [name] of rows) {
		if (name === '') throw new Error('A context variable has no name. Name it or remove its row.');
		if (UNSAFE_NAMES.has(name)) throw new Error(`No context variable can be named "${name}". Choose another name.`);
	}
	return Object.fromEntries(rows.filter(([, value]) => value !== undefined));
}

function readExits(value: unknown): SessionExit[] {
	const known: ReadonlySet<unknown> = new Set(SESSION_EXITS.filter((exit) => exit !== 'expiredByTimeout'));
	return (Array.isArray(value) ? value : []).filter((exit): exit is SessionExit => known.has(exit));
}
