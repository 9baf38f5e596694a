import { UNSAFE_NAMES } from '../unsafeNames';

/** Variables of a bot that cannot be kept; the message says why. */
export class BotVariablesError extends Error {
	override readonly name = 'BotVariablesError';
}

const DEEPEST = 20;
const MOST_CHARACTERS = 256 * 1024;

/**
 * Reads the variables that a bot has set.
 *
 * @param value it may be anything; names that would reach the prototype of an object are left out, at any depth
 * @returns the variables; none for undefined and null
 * @throws BotVariablesError for what is no JSON object, is nested too deeply, or is too large to keep
 */
export function botVariables(value: unknown): Record<string, unknown> | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'object' || Array.isArray(value)) throw new BotVariablesError('variables must be a JSON object of names and values.');
	const variables = safeCopy(value, 0) as Record<string, unknown>;
	if (JSON.stringify(variables).length > MOST_CHARACTERS) throw new BotVariablesError(`variables are larger than ${MOST_CHARACTERS / 1024} KB.`);
	return variables;
}

function safeCopy(value: unknown, depth: number): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (depth >= DEEPEST) throw new BotVariablesError(`variables are nested more than ${DEEPEST} levels deep.`);
	if (Array.isArray(value)) return value.map((entry) => safeCopy(entry, depth + 1));
	const safe = Object.entries(value).filter(([name]) => !UNSAFE_NAMES.has(name));
	return Object.fromEntries(safe.map(([name, entry]) => [name, safeCopy(entry, depth + 1)]));
}
