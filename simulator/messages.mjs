/** A messaging provider's API, as the examples call it. */

let sent = 0;

/** POST /messages */
export function messagesRoute({ method, path, body }, reply) {
	if (method !== 'POST' || path !== '/messages') return false;
	const { to } = JSON.parse(body);
	reply.json(202, { message: { id: `msg-${++sent}`, to, status: 'accepted' } });
	return true;
}
