import type { InfobipError } from './requestError';

/** What Infobip does not like about one entry of a list in a request. */
export interface EntryFault {
	/** The path of the field within the entry, e.g. `identifyBy.type`; empty for the entry as a whole. */
	path: string;
	text: string;
}

/**
 * Finds the entries of a list that a refusal names: `participants[3].identifyBy`, `participants.[3].identifyBy.type`,
 * `participants.3`; the rest of the path follows.
 *
 * @param error what Infobip says
 * @param list the name of the list, letters only
 * @param count how many entries the request had
 * @returns what is wrong with them by their positions in the request; empty when it names none
 */
export function faultsByPosition({ text = '', faults }: InfobipError, list: string, count: number): Map<number, EntryFault> {
	const named = new RegExp(`\\b${list}\\.?(?:\\[(\\d+)\\]|(\\d+)\\b)\\.?([\\w.[\\]]*)`, 'g');
	const sayings = faults.length > 0 ? faults.map(({ field, text: said }) => `${field}: ${said}`) : [text];
	const found = new Map<number, EntryFault>();
	for (const saying of sayings) {
		for (const [, bracketed, plain, path] of saying.matchAll(named)) {
			const position = Number(bracketed ?? plain);
			if (position < count && !found.has(position)) found.set(position, { path, text: saying });
		}
	}
	return found;
}
