import type { IDataObject, IExecuteFunctions, ResourceMapperField } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { readJson } from '../../flow/json';
import type { MessageProvider } from '../../flow/message/messageEvent';
import type { Awaited } from '../../flow/message/reports';
import type { Channel } from '../../flow/optOut/channels';
import { partOf } from '../../flow/template/fields';
import { UNSAFE_NAMES } from '../../flow/unsafeNames';
import { countryOf } from '../shared/country';
import { explained } from '../shared/explained';
import { staysSilent } from '../shared/muteOption';
import { numberOf } from '../shared/number';
import type { PanelContext } from '../shared/parameter';
import { parameterOf } from '../shared/parameter';
import type { RequestOptions } from '../shared/requestOptions';
import { readRequestOptions, readTurnMs } from '../shared/requestOptions';
import { resultFieldOf } from '../shared/resultField';
import { rowsOf } from '../shared/rows';
import { trimmed } from '../shared/values';
import { readOptOutChannel } from '../shared/optOutOption';

/** The channels whose opt-outs can be asked for, besides those of all. */
export const OPT_OUT_CHANNELS: readonly Channel[] = ['whatsapp'];

/** What holds for the whole node, whatever the item. */
export interface NodeChoice {
	provider: MessageProvider;
	/** What is waited for, if anything. */
	awaits: Awaited | undefined;
	waitAtMostMs: number;
	/** Which opt-outs keep somebody from being sent anything, if any. */
	optOuts: Channel | 'all' | undefined;
	/** Whether somebody to whom a human agent talks is sent nothing. */
	staysSilent: boolean;
	checksTemplate: boolean;
	resultField: string;
	/** Of a sender at Meta, where the builder has set it. */
	perSecond: number | undefined;
	turnMs: number;
	http: RequestOptions;
}

/** What the panel says for one item. */
export interface ItemChoice {
	to: unknown;
	/** ISO 3166-1 alpha-2. */
	defaultCountry: string | undefined;
	/** Infobip's sender, or Meta's phone number ID where it is not that of the credential. */
	sender: string;
	template: TemplateChoice;
	filling: Filling;
	dryRun: boolean;
	/** The builder's own; empty for none. */
	messageId: string;
}

/** Which template; of a list it is named by all that its provider wants to know. */
export interface TemplateChoice {
	id: string;
	name: string;
	language: string;
}

/** How the values get into the template. */
export type Filling =
	| { by: 'form'; values: Record<string, unknown>; fields: ResourceMapperField[] }
	| { by: 'list'; values: Record<string, unknown> }
	| { by: 'json'; json: unknown }
	/** What an expression has given cannot be used. */
	| { by: 'fault'; message: string };

const PER_SECOND = { name: 'Messages per Second', fallback: 80, least: 1, most: 1000, whole: true };
const WAIT_HOURS = { name: 'Wait at Most', fallback: 24, least: 0.001, most: 700 };

/** Between the name and the language of a template that was chosen from the list. */
export const LANGUAGE_MARK = '|';

/**
 * Reads what holds for all items.
 *
 * @throws NodeOperationError for a panel that cannot work, with words that name the field and the remedy
 */
export async function readNodeChoice(context: PanelContext): Promise<NodeChoice> {
	const parameter = (name: string, fallback?: unknown) => parameterOf(context, name, 0, fallback);
	return await explained(context, () => {
		const options = parameter('options', {}) as IDataObject;
		const provider = parameter('provider') as MessageProvider;
		const waitFor = provider === 'trengo' ? 'none' : parameter('waitFor', 'none');
		return {
			provider,
			awaits: waitFor === 'delivered' || waitFor === 'read' ? waitFor : undefined,
			waitAtMostMs: numberOf(parameter('waitHours', WAIT_HOURS.fallback), WAIT_HOURS) * 3_600_000,
			optOuts: readOptOutChannel(options.optOutChannel ?? 'whatsapp', OPT_OUT_CHANNELS),
			staysSilent: staysSilent(options.whileAgentTalks),
			checksTemplate: provider !== 'clickatell' && options.checkTemplate !== false,
			resultField: resultFieldOf(options.resultField, 'sendTemplate'),
			perSecond: options.perSecond === undefined ? undefined : numberOf(options.perSecond, PER_SECOND),
			turnMs: readTurnMs(options),
			http: readRequestOptions(options),
		};
	});
}

/**
 * Reads the panel for one item.
 *
 * @throws NodeOperationError with the item's index
 */
export async function readItemChoice(context: IExecuteFunctions, index: number, { provider }: NodeChoice): Promise<ItemChoice> {
	const parameter = (name: string, fallback?: unknown) => context.getNodeParameter(name, index, fallback as never) as unknown;
	return await explained(
		context,
		() => {
			const options = parameter('options', {}) as IDataObject;
			return {
				to: parameter('to'),
				defaultCountry: countryOf(options.defaultCountry),
				sender: trimmed(provider === 'infobip' ? parameter('sender', '') : options.phoneNumberId),
				template: readTemplate(parameter, options, provider),
				filling: readFilling(context, parameter),
				dryRun: parameter('dryRun', false) === true,
				messageId: trimmed(options.messageId),
			};
		},
		index,
	);
}

type Parameter = (name: string, fallback?: unknown) => unknown;

function readTemplate(parameter: Parameter, { language }: IDataObject, provider: MessageProvider): TemplateChoice {
	if (provider === 'clickatell') return { id: '', name: trimmed(parameter('templateName', '')), language: '' };
	return templateChoice(parameter('template', {}), provider === 'trengo' ? '' : trimmed(language), provider);
}

/**
 * Reads what a template was chosen by.
 *
 * @param locator n8n's `{ mode, value }`, or what an expression gave in its place
 * @param language what stands in the option of that name
 */
export function templateChoice(locator: unknown, language: string, provider: MessageProvider): TemplateChoice {
	const { mode, value } = typeof locator === 'object' && locator !== null ? (locator as IDataObject) : { mode: 'name', value: locator };
	const text = trimmed(value);
	if (mode === 'id' || (mode === 'list' && provider === 'trengo')) return { id: text, name: '', language };
	// A title at Trengo can hold any character; the names that Meta allows cannot.
	if (provider === 'trengo') return { id: '', name: text, language };
	const [name, own = ''] = text.split(LANGUAGE_MARK);
	return { id: '', name: name.trim(), language: own.trim() || language };
}

function readFilling(context: IExecuteFunctions, parameter: Parameter): Filling {
	switch (parameter('fillIn', 'form')) {
		case 'json':
			return unlessFromExpression(context, 'json', () => ({ by: 'json', json: jsonOf(parameter('json', '')) }));
		case 'list':
			return unlessFromExpression(context, 'valueRows', () => ({
				by: 'list',
				values: valuesOf(rowsOf<{ field?: unknown; value?: unknown }>(parameter('valueRows', {}), 'rows')),
			}));
		default:
			return { by: 'form', ...readForm(context, parameter) };
	}
}

/** n8n cannot read a form in which nothing is filled in, as that of a template without placeholders. */
function readForm(context: IExecuteFunctions, parameter: Parameter): { values: Record<string, unknown>; fields: ResourceMapperField[] } {
	const form = context.getNode().parameters.values as { value?: unknown; schema?: ResourceMapperField[] } | undefined;
	const isFilledIn = typeof form?.value === 'object' && form.value !== null;
	return {
		values: isFilledIn ? (parameter('values.value') as Record<string, unknown>) : {},
		fields: (form?.schema ?? []).filter(({ removed }) => removed !== true),
	};
}

/** Who writes "1" or "{{1}}" means the placeholder of the body. */
function valuesOf(rows: ReadonlyArray<{ field?: unknown; value?: unknown }>): Record<string, unknown> {
	return Object.fromEntries(rows.map(({ field, value }) => [fieldId(trimmed(field)), value]));
}

function fieldId(written: string): string {
	const name = written.startsWith('{{') && written.endsWith('}}') ? written.slice(2, -2).trim() : written;
	if (name === '') throw new Error('A value names no placeholder. Write its number or name, or remove the row.');
	if (UNSAFE_NAMES.has(name)) throw new Error(`No placeholder can be named "${name}".`);
	return partOf(name) === undefined ? `body_${name}` : name;
}

/** What was written by hand is mended by hand; what an expression gives is a matter of its item. */
function unlessFromExpression(context: IExecuteFunctions, field: string, read: () => Filling): Filling {
	try {
		return read();
	} catch (error) {
		if (!isExpression(context, field)) throw new NodeOperationError(context.getNode(), error as Error);
		return { by: 'fault', message: (error as Error).message };
	}
}

/** @returns whether an expression stands in a field, or in a part of it */
export function isExpression(context: IExecuteFunctions, field: string): boolean {
	return /(?:^|")=/.test(JSON.stringify(context.getNode().parameters[field] ?? ''));
}

/** The text of the field, or what an expression gave in its place. It must be an object or a list. */
function jsonOf(value: unknown): unknown {
	const json = typeof value === 'string' ? readJson(value, 'JSON') : value;
	if (typeof json !== 'object' || json === null) throw new Error('JSON must be an object or a list.');
	return json;
}
