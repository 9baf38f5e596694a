/**
 * Remembers what was made from a key, so that it is made once and not for each call.
 *
 * @param make makes the value; when it throws, nothing is remembered
 * @param most how many values are kept; beyond that the one that was made first is forgotten
 * @returns a function that gives the remembered value, or makes it
 */
export function remembering<Value>(most: number): (key: string, make: () => Value) => Value {
	const values = new Map<string, Value>();
	return (key, make) => {
		const known = values.get(key);
		if (known !== undefined) return known;

		const value = make();
		values.set(key, value);
		if (values.size > most) values.delete(values.keys().next().value as string);
		return value;
	};
}
