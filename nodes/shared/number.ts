/**
 * Reads a number that an expression may have given.
 *
 * @param value the parameter's value; undefined when the builder has not added it
 * @param field its name in the panel, its default and its least value
 * @throws Error that names the field for anything but a finite number of at least that
 */
export function numberOf(value: unknown, field: { name: string; fallback: number; least: number }): number {
	const number = value === undefined || value === '' ? field.fallback : Number(value);
	if (Number.isFinite(number) && number >= field.least) return number;
	throw new Error(`${field.name} must be a number of at least ${field.least}. Check the expression in it.`);
}
