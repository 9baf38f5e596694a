/** What tests and people who try things out ask of the simulator itself, about conversations with agents. README.md lists it. */
import { fieldsOf } from './agents.mjs';

/**
 * @param desks where agents have conversations, by their names: each shows a conversation and ends one
 * @param targets where Infobip tells what becomes of conversations
 */
export function conversationControls(desks, targets) {
	return async ({ method, path, query, body }, reply) => {
		if (path === '/_simulator/callbacks/infobipConversations' && method === 'PUT') {
			targets.set('infobipConversations', fieldsOf(body));
			reply.empty(204);
			return true;
		}
		const [, action, name] = /^\/_simulator\/(conversations|resolve)\/(\w+)$/.exec(path) ?? [];
		if (!Object.hasOwn(desks, name ?? '')) return false;
		const { id, status, isQuiet } = fieldsOf(body);
		const found = action === 'resolve' ? await desks[name].end(id, status, isQuiet) : desks[name].shown(query.id);
		if (!found) reply.json(404, { error: { message: 'There is no such conversation.' } });
		else reply.json(200, action === 'resolve' ? { id } : found);
		return true;
	};
}
