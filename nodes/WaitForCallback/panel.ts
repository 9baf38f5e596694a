import type { IDataObject, IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { CaptureRow } from '../../flow/call/capture';
import { checkCapturePath } from '../../flow/call/capture';
import type { ValueBranch } from '../../flow/callback/branch';
import { checkValueBranches, valuesIn } from '../../flow/callback/branch';
import { referenceFault } from '../../flow/callback/reference';
import { UNSAFE_NAMES } from '../../flow/unsafeNames';
import { explained } from '../shared/explained';
import { numberOf } from '../shared/number';
import { resultFieldOf } from '../shared/resultField';
import { rowsOf } from '../shared/rows';

/** What holds for the whole node, whatever the item. */
export interface NodeChoice {
	resultField: string;
	branches: ValueBranch[];
	/** Variables that are taken out of the callback. */
	variables: CaptureRow[];
	/** Whether the reference is all by which callers show that they may call back. */
	isReferenceSecret: boolean;
}

/** What the panel says for one item. */
export interface ItemChoice {
	reference: string;
	/** For how long to wait, in milliseconds. */
	waitMs: number;
}

const UNIT_MS: Readonly<Record<string, number>> = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
const LONGEST_MS = 366 * UNIT_MS.days;

/**
 * Reads what holds for all items, and for the calls.
 *
 * @throws NodeOperationError for a panel that cannot work, with words that name the field and the remedy
 */
export async function readNodeChoice(context: IExecuteFunctions | IHookFunctions | IWebhookFunctions): Promise<NodeChoice> {
	const parameter = (name: string, fallback: unknown) =>
		'getInputData' in context ? (context.getNodeParameter(name, 0, fallback as never) as unknown) : (context.getNodeParameter(name, fallback as never) as unknown);
	return await explained(context, () => {
		const options = parameter('options', {}) as IDataObject;
		const branches = rowsOf(parameter('branches', {}), 'rows').map(({ name, path, values }) => ({
			name: text(name),
			path: text(path),
			values: valuesIn(text(values)),
		}));
		const variables = rowsOf(parameter('variables', {}), 'rows').map(({ variable, path }) => ({ variable: text(variable), path: text(path) }));
		const resultField = resultFieldOf(options.resultField, 'callback');
		checkValueBranches(branches);
		checkVariables(variables, resultField);
		return {
			resultField,
			branches,
			variables,
			isReferenceSecret: isReferenceSecret({ tokenSource: parameter('tokenSource', 'none'), requireSignature: parameter('requireSignature', false) }),
		};
	});
}

/** @returns whether those parameters of a panel ask nothing of callers but the reference */
export function isReferenceSecret({ tokenSource, requireSignature }: { tokenSource?: unknown; requireSignature?: unknown }): boolean {
	return (tokenSource ?? 'none') === 'none' && requireSignature !== true;
}

/**
 * Reads the panel for one item.
 *
 * @throws Error
 */
export function readItemChoice(context: IExecuteFunctions, index: number, { isReferenceSecret: isSecret }: NodeChoice): ItemChoice {
	const reference = text(context.getNodeParameter('reference', index));
	const fault = referenceFault(reference, isSecret);
	if (fault) throw new Error(`The Reference ${fault}`);

	const unit = text(context.getNodeParameter('waitUnit', index));
	if (!Object.hasOwn(UNIT_MS, unit)) throw new Error('The unit of Wait at Most must be seconds, minutes, hours or days. Check the expression in it.');
	const unitMs = UNIT_MS[unit];
	const most = LONGEST_MS / unitMs;
	return { reference, waitMs: numberOf(context.getNodeParameter('waitAmount', index), { name: 'Wait at Most', fallback: 1, least: 1000 / unitMs, most }) * unitMs };
}

function checkVariables(variables: readonly CaptureRow[], resultField: string): void {
	for (const row of variables) {
		const { variable } = row;
		if (variable === '') throw new Error('A variable has no name. Name it or remove its row.');
		if (UNSAFE_NAMES.has(variable)) throw new Error(`No variable can be named "${variable}". Choose another name.`);
		if (variable === resultField) throw new Error(`The variable "${variable}" has the name under which the node puts its result. Choose another name.`);
		checkCapturePath(row);
	}
}

function text(value: unknown): string {
	return String(value ?? '').trim();
}
