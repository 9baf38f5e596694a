import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { VariableChoice } from '../../flow/addToFlow/variables';
import { namesOf, renamesOf } from '../../flow/addToFlow/variables';
import type { Channel } from '../../flow/optOut/channels';
import { channelOf } from '../../flow/optOut/channels';
import { UNSAFE_NAMES } from '../../flow/unsafeNames';
import { countryOf } from '../shared/country';
import { explained } from '../shared/explained';
import { numberOf } from '../shared/number';
import type { PanelContext } from '../shared/parameter';
import { parameterOf } from '../shared/parameter';
import type { RequestOptions } from '../shared/requestOptions';
import { readRequestOptions } from '../shared/requestOptions';
import { resultFieldOf } from '../shared/resultField';
import { rowsOf } from '../shared/rows';

export type TargetKind = 'alertsPanel' | 'infobip' | 'route' | 'workflow';

/** What holds for the whole node, whatever the item. */
export interface NodeChoice {
	target: TargetKind;
	/** Whether the participant of the flow is added, or somebody else. */
	addsAnother: boolean;
	/** Which variables go along; `declared` for the form of the flow's own inputs. */
	handOver: VariableChoice | 'declared';
	/** Which variables come back; undefined when the secondary flow is not waited for. */
	takeBack: VariableChoice | undefined;
	/** Which opt-outs keep somebody from being added, if any. */
	optOuts: Channel | 'all' | undefined;
	depthLimit: number;
	concurrency: number;
	resultField: string;
	waitAtMostMs: number;
	http: RequestOptions;
	report: { read: boolean; withinMs: number };
}

/** What the panel says for one item. */
export interface ItemChoice {
	/** The ID, key or URL of the secondary flow; empty when an expression gave none. */
	targetId: string;
	contact: { phone: unknown; email: unknown };
	/** Of a phone number without a country code; ISO 3166-1 alpha-2. */
	defaultCountry: string | undefined;
	consent: unknown;
	attributes: Record<string, unknown>;
	/** The values of the form of the flow's own inputs. */
	declared: IDataObject;
}

const CONCURRENCY = { name: 'Runs at a Time', fallback: 10, least: 1, most: 100, whole: true };
const DEPTH_LIMIT = { name: 'Depth Limit', fallback: 10, least: 1, most: 100, whole: true };
const REPORT_SECONDS = { name: 'Report Within', fallback: 60, least: 1, most: 3600 };
const WAIT_HOURS = { name: 'Wait at Most', fallback: 168, least: 0.01, most: 700 };

const TARGET_FIELDS: Record<TargetKind, { parameter: string; label: string }> = {
	alertsPanel: { parameter: 'flowKey', label: 'Flow Key' },
	infobip: { parameter: 'campaignId', label: 'Campaign ID' },
	route: { parameter: 'url', label: 'URL' },
	workflow: { parameter: 'workflowId', label: 'Flow' },
};

/**
 * Reads what holds for all items.
 *
 * @throws NodeOperationError for a panel that cannot work, with words that name the field and the remedy
 */
export async function readNodeChoice(context: PanelContext): Promise<NodeChoice> {
	const parameter = (name: string, fallback?: unknown) => parameterOf(context, name, 0, fallback);
	return await explained(context, () => {
		const options = parameter('options', {}) as IDataObject;
		const target = parameter('target') as TargetKind;
		requireTarget(context, target);
		return {
			target,
			addsAnother: parameter('participant') === 'another',
			handOver: parameter('variables', 'all') === 'declared' ? 'declared' : readVariables(parameter, 'variables', 'variableNames', 'variableRows'),
			takeBack: parameter('waits', false) === true ? readVariables(parameter, 'takeBack', 'takeBackNames', 'takeBackRows') : undefined,
			optOuts: readOptOuts(options.optOutChannel ?? 'all'),
			depthLimit: numberOf(options.depthLimit, DEPTH_LIMIT),
			concurrency: numberOf(options.concurrency, CONCURRENCY),
			resultField: resultFieldOf(options.resultField, 'addToFlow'),
			waitAtMostMs: numberOf(options.waitHours, WAIT_HOURS) * 3_600_000,
			http: readRequestOptions(options),
			report: { read: options.readReport !== false, withinMs: numberOf(options.reportSeconds, REPORT_SECONDS) * 1000 },
		};
	});
}

/**
 * Reads the panel for one item.
 *
 * @throws NodeOperationError with the item's index
 */
export async function readItemChoice(context: IExecuteFunctions, index: number, { target, addsAnother, handOver }: NodeChoice): Promise<ItemChoice> {
	const parameter = (name: string) => context.getNodeParameter(name, index, undefined as never) as unknown;
	return await explained(
		context,
		() => ({
			targetId: idOf(parameter(TARGET_FIELDS[target].parameter)),
			contact: { phone: parameter('phone'), email: parameter('email') },
			defaultCountry: countryOf((parameter('options') as IDataObject | undefined)?.defaultCountry),
			consent: addsAnother && parameter('consent'),
			attributes: addsAnother ? attributesOf(parameter('attributes')) : {},
			declared: handOver === 'declared' && isFormFilledIn(context) ? (parameter('workflowInputs.value') as IDataObject) : {},
		}),
		index,
	);
}

/** A field that was never filled in is a fault of the panel; an expression that gives nothing is a fault of the item. */
function requireTarget(context: PanelContext, target: TargetKind): void {
	const { parameter, label } = TARGET_FIELDS[target];
	if (idOf(context.getNode().parameters[parameter]) === '') throw new Error(`${label} is empty. Choose the flow to which participants are added.`);
}

/** The picker of flows gives an object, the others a text. */
function idOf(value: unknown): string {
	const id = typeof value === 'object' && value !== null ? (value as { value?: unknown }).value : value;
	return String(id ?? '').trim();
}

/** n8n cannot read a form in which nothing is filled in, as that of a flow that declares no inputs. */
function isFormFilledIn(context: IExecuteFunctions): boolean {
	const form = context.getNode().parameters.workflowInputs as { value?: unknown } | undefined;
	return typeof form?.value === 'object' && form.value !== null;
}

function readVariables(parameter: (name: string, fallback?: unknown) => unknown, choice: string, names: string, rows: string): VariableChoice {
	const kind = parameter(choice, 'all') as VariableChoice['kind'];
	if (kind === 'chosen') return { kind, names: namesOf(String(parameter(names, '')), 'Variable Names') };
	if (kind === 'renamed') return { kind, rows: renamesOf(rowsOf(parameter(rows, {}), 'rows'), 'Variables') };
	return { kind };
}

/** A name that is not known must not switch the check off. */
function readOptOuts(value: unknown): Channel | 'all' | undefined {
	if (value === 'none') return undefined;
	const channel = channelOf(String(value));
	if (channel === undefined) throw new Error('Check Opt-Out List names no channel. Choose one from the list.');
	return channel;
}

function attributesOf(collection: unknown): Record<string, unknown> {
	const rows = rowsOf<{ name?: unknown; value?: unknown }>(collection, 'rows').map(({ name, value }): [string, unknown] => [String(name ?? '').trim(), value]);
	for (const [name] of rows) {
		if (name === '') throw new Error('A profile attribute has no name. Name it or remove its row.');
		if (UNSAFE_NAMES.has(name)) throw new Error(`No profile attribute can be named "${name}". Choose another name.`);
	}
	// What an expression does not find is not known, which is not a reason to forget what was known before.
	return Object.fromEntries(rows.filter(([, value]) => value !== undefined && value !== ''));
}
