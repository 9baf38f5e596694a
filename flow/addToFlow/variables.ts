import { UNSAFE_NAMES } from '../unsafeNames';

/** Which flow variables go along, and under which names. */
export type VariableChoice =
	| { kind: 'all' }
	| { kind: 'none' }
	/** Only these, under their own names. */
	| { kind: 'chosen'; names: readonly string[] }
	/** Only these, under other names. */
	| { kind: 'renamed'; rows: ReadonlyArray<{ from: string; to: string }> };

/**
 * @param variables the flow variables
 * @param choice which of them go along; one that is not there is left out
 */
export function handedOver(variables: Record<string, unknown>, choice: VariableChoice): Record<string, unknown> {
	if (choice.kind === 'all') return Object.fromEntries(Object.entries(variables).filter(([name]) => !UNSAFE_NAMES.has(name)));
	const rows = choice.kind === 'none' ? [] : choice.kind === 'renamed' ? choice.rows : choice.names.map((name) => ({ from: name, to: name }));
	return Object.fromEntries(rows.filter(({ from }) => Object.hasOwn(variables, from)).map(({ from, to }) => [to, variables[from]]));
}

/**
 * Reads the names of a list.
 *
 * @param text names, separated by commas or line breaks
 * @param field the name of the field in the panel, for the error
 * @throws Error for an empty list or a name that cannot be used
 */
export function namesOf(text: string, field: string): string[] {
	const names = text.split(/[,\n]/).map((name) => name.trim()).filter((name) => name !== '');
	if (names.length === 0) throw new Error(`${field} is empty. Name at least one flow variable, e.g. orderId, total.`);
	names.forEach((name) => checkName(name, field));
	return names;
}

/**
 * Reads rows that rename variables.
 *
 * @param field the name of the field in the panel, for the error
 * @throws Error for an empty list, a row that is not filled in, or a name that is used twice
 */
export function renamesOf(rows: ReadonlyArray<{ from?: unknown; to?: unknown }>, field: string): Array<{ from: string; to: string }> {
	if (rows.length === 0) throw new Error(`${field} is empty. Add a row for each flow variable that goes along.`);
	const read = rows.map((row) => ({ from: String(row.from ?? '').trim(), to: String(row.to ?? '').trim() }));
	const taken = new Set<string>();
	for (const { from, to } of read) {
		if (from === '' || to === '') throw new Error(`A row of ${field} is not filled in. Fill in both names or remove the row.`);
		checkName(to, field);
		if (taken.has(to)) throw new Error(`${field} gives two variables the name "${to}". Choose another name for one of them.`);
		taken.add(to);
	}
	return read;
}

function checkName(name: string, field: string): void {
	if (UNSAFE_NAMES.has(name)) throw new Error(`No variable in ${field} can be named "${name}". Choose another name.`);
}
