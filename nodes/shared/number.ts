/** A number field of a panel: its name there, its default, and what it may be. */
export interface NumberField {
	name: string;
	fallback: number;
	least: number;
	most: number;
	/** Whether only whole numbers will do. */
	whole?: boolean;
}

/** The longest time for which Node.js can set a timer, in milliseconds: about 24 days. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Reads a number that an expression may have given.
 *
 * @param value the parameter's value; undefined or empty when the builder has left it out
 * @param field the field
 * @throws Error that names the field for anything but such a number
 */
export function numberOf(value: unknown, { name, fallback, least, most, whole = false }: NumberField): number {
	const number = value === undefined || value === '' ? fallback : Number(value);
	if (number >= least && number <= most && (!whole || Number.isInteger(number))) return number;
	throw new Error(`${name} must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}. Check the expression in it.`);
}
