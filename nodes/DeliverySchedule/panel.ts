import type { IDataObject } from 'n8n-workflow';

import { remembering } from '../../flow/memo';
import type { Paces } from '../../flow/schedule/pace';
import { pacesOf, PERIOD_MS } from '../../flow/schedule/pace';
import type { Schedule } from '../../flow/schedule/schedule';
import type { WindowRules } from '../../flow/schedule/windows';
import { isZone, windowRules } from '../../flow/schedule/windows';
import { explained } from '../shared/explained';
import { numberOf } from '../shared/number';
import type { PanelContext } from '../shared/parameter';
import { parameterOf } from '../shared/parameter';
import { resultFieldOf } from '../shared/resultField';
import { rowsOf } from '../shared/rows';

/** A Delivery Schedule as its panel describes it for one item. */
export interface SchedulePanel {
	schedule: Schedule;
	/** The field of the item that tells slot, waited time and position. */
	resultField: string;
}

/** Many items have the same windows; they are made once. */
const ruleSets = remembering<WindowRules>(500);

/**
 * Reads the panel for one item.
 *
 * @throws NodeOperationError for anything that cannot be used, with words that name the field and the remedy
 */
export async function readPanel(context: PanelContext, index: number): Promise<SchedulePanel> {
	return await explained(context, () => panelOf(context, index), index);
}

function panelOf(context: PanelContext, index: number): SchedulePanel {
	const parameter = <Value>(name: string, fallback: Value) => parameterOf(context, name, index, fallback);
	const options = parameter<IDataObject>('options', {});
	return {
		schedule: {
			windows: parameter('limitTime', true) ? readWindows(context, parameter, options) : undefined,
			whenClosed: parameter<Schedule['whenClosed']>('whenClosed', 'hold'),
			paces: parameter('limitSpeed', false) ? readPaces(parameter, options) : undefined,
			line: lineOf(context, parameter('line', '')),
			longestHoldMs: readLongestHold(parameter),
		},
		resultField: resultFieldOf(options.resultField, 'schedule'),
	};
}

type Parameter = <Value>(name: string, fallback: Value) => Value;

function readWindows(context: PanelContext, parameter: Parameter, options: IDataObject): WindowRules {
	const input = {
		windows: rowsOf<{ days: number[]; start: string; end: string }>(parameter('windows', {}), 'rows'),
		excludedDates: String(options.excludedDates ?? ''),
		zone: zoneOf(context, parameter('zone', ''), options.fallbackZone),
	};
	return ruleSets(JSON.stringify(input), () => windowRules(input));
}

/** A zone that comes from the item can be anything; one that the builder wrote must be right. */
function zoneOf(context: PanelContext, wanted: unknown, fallback: unknown): string {
	const zone = String(wanted ?? '').trim();
	const other = String(fallback ?? '').trim() || context.getTimezone();
	if (zone === '') return other;
	const isFromItem = String(context.getNode().parameters.zone ?? '').startsWith('=');
	return isFromItem && !isZone(zone) ? other : zone;
}

function readPaces(parameter: Parameter, options: IDataObject): Paces {
	const whole = { least: 1, most: 100_000, whole: true };
	return pacesOf({
		sends: numberOf(parameter('sends', 60), { name: 'Items', fallback: 60, ...whole }),
		per: periodOf(parameter('per', 'minute'), 'Per'),
		burst: numberOf(options.burst, { name: 'Burst', fallback: 1, ...whole }),
	});
}

function lineOf(context: PanelContext, wanted: unknown): string {
	// An expression that finds nothing must not put all such items of all flows into one line of the name "undefined".
	if (typeof wanted === 'object' && wanted !== null) throw new Error('Shared Line must be a name. Check the expression in it.');
	const name = String(wanted ?? '').trim();
	return name === '' ? `schedule:node:${context.getWorkflow().id}:${context.getNode().id}` : `schedule:line:${name}`;
}

function periodOf(value: string, field: string): keyof typeof PERIOD_MS {
	if (Object.hasOwn(PERIOD_MS, value)) return value as keyof typeof PERIOD_MS;
	throw new Error(`${field} must be second, minute, hour or day. Check the expression in it.`);
}

function readLongestHold(parameter: Parameter): number | undefined {
	const length = numberOf(parameter('longestHold', 0), { name: 'Longest Hold', fallback: 0, least: 0, most: 1_000_000 });
	return length === 0 ? undefined : length * PERIOD_MS[periodOf(parameter('longestHoldUnit', 'hour'), 'Longest Hold Unit')];
}
