import { UNSAFE_NAMES } from '../unsafeNames';

/** What always goes along when a step asks for content. */
export interface StandardParameters {
	participant_id: string | null;
	participant_phone: string | null;
	participant_email: string | null;
	channel: string | null;
	flow_id: string;
	flow_name: string;
	run_id: string;
	/** ISO date-time. */
	time: string;
	last_message: string | null;
}

const STANDARD: ReadonlySet<string> = new Set<keyof StandardParameters>([
	'participant_id',
	'participant_phone',
	'participant_email',
	'channel',
	'flow_id',
	'flow_name',
	'run_id',
	'time',
	'last_message',
]);

/** Parameters that cannot be sent; the message names the one that cannot. */
export class ParameterNameError extends Error {
	override readonly name = 'ParameterNameError';
}

/**
 * @param standard always go along, also those of which nothing is known
 * @param added rows of the panel; one without a name is passed over
 * @returns names and values of the body, each name once
 * @throws ParameterNameError for an added parameter that would take the place of another one
 */
export function bodyFields(standard: StandardParameters, added: ReadonlyArray<{ name?: unknown; value?: unknown }>): Array<{ name: string; value: unknown }> {
	const named = added.map(({ name, value }) => ({ name: String(name ?? '').trim(), value: value ?? null })).filter(({ name }) => name !== '');
	const taken = new Set(STANDARD);
	for (const { name } of named) {
		if (UNSAFE_NAMES.has(name)) throw new ParameterNameError(`A body parameter cannot be called "${name}". Choose another name.`);
		if (STANDARD.has(name)) throw new ParameterNameError(`"${name}" is one of the standard parameters, which are always sent. Choose another name.`);
		if (taken.has(name)) throw new ParameterNameError(`There are two body parameters "${name}". Remove one.`);
		taken.add(name);
	}
	return [...Object.entries(standard).map(([name, value]) => ({ name, value: value as unknown })), ...named];
}

/** What is known of the person and of what they wrote last, from the variables of a flow. */
export type KnownOfPerson = Pick<StandardParameters, 'channel' | 'last_message' | 'participant_email' | 'participant_id' | 'participant_phone'>;

/**
 * Finds the person that a flow is about in its variables: the participant that a trigger has put there, or else phone
 * number and email address by their usual names.
 *
 * @param variables of the flow; they may hold anything
 */
export function knownOfPerson(variables: Readonly<Record<string, unknown>>): KnownOfPerson {
	const participant = objectIn(variables.participant);
	const last = objectIn(objectIn(participant.attributes).LastInboundMessage);
	return {
		participant_id: textIn(participant.id),
		participant_phone: textIn(participant.phone) ?? textIn(variables.phone),
		participant_email: textIn(participant.email) ?? textIn(variables.email),
		channel: textIn(variables.channel) ?? textIn(last.channel) ?? textIn(last.provider),
		last_message: textIn(last.text),
	};
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textIn(value: unknown): string | null {
	return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : null;
}
