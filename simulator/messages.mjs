/** A messaging provider's API, as the examples call it. */

/** A number of the right form that nobody has. */
const UNKNOWN = '+31612340000';

let sent = 0;

/** POST /messages */
export function messagesRoute({ method, path, body }, reply) {
	if (method !== 'POST' || path !== '/messages') return false;
	const { to } = JSON.parse(body);
	if (to === UNKNOWN) {
		reply.json(400, { error: { code: 'recipient_unknown', message: 'Nobody has this number.' } });
		return true;
	}
	reply.json(202, { message: { id: `msg-${++sent}`, to, status: 'accepted' } });
	return true;
}
