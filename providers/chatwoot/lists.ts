import type { ConversationList, ListEntry } from '../../flow/conversation/gateway';
import type { Outcome } from '../../flow/outcome';
import { asObject, textIn } from '../answerBody';
import type { ServiceClient } from '../serviceClient';

const PATHS: Readonly<Record<Exclude<ConversationList, 'queues'>, string>> = {
	agents: '/agents',
	channels: '/inboxes',
	tags: '/labels',
	teams: '/teams',
};

/** @returns all entries of a list of the account; Chatwoot gives these without pages */
export async function chatwootList({ ask }: ServiceClient, list: Exclude<ConversationList, 'queues'>): Promise<Outcome<ListEntry[]>> {
	const read = (answer: unknown): ListEntry[] | undefined => {
		// Agents and teams come bare, inboxes and labels under `payload`.
		const entries = Array.isArray(answer) ? answer : asObject(answer).payload;
		return Array.isArray(entries) ? entries.map((entry) => entryOf(asObject(entry), list)).filter((entry) => entry !== undefined) : undefined;
	};
	return await ask({ method: 'GET', path: PATHS[list], aim: 'there is such a list', read });
}

function entryOf({ id, name, title, available_name: shown }: Record<string, unknown>, list: string): ListEntry | undefined {
	const label = textIn(title) ?? textIn(shown) ?? textIn(name);
	// A label is named, and not numbered, where it is used.
	const key = list === 'tags' ? label : textIn(id);
	return key === undefined ? undefined : { id: key, name: label ?? key };
}
