/** A web shop's order API, as the examples call it. The ids say what happens. */

const ORDERS = new Map(Object.entries({
	'A-1001': { id: 'A-1001', status: 'shipped', total: 49.95, items: ['Lamp'], tracking: 'https://track.example.com/3SABC' },
	'A-1002': { id: 'A-1002', status: 'processing', total: 0, items: ['Voucher'], tracking: null },
}));

/** How long the shop takes over an order that it is too slow for; longer than anyone waits. */
const TOO_SLOW_MS = 60_000;

/** Orders with which something is wrong, for trying out the branches. */
const TROUBLE = new Map(Object.entries({
	'A-5030': (reply) => reply.json(503, { error: { code: 'maintenance', message: 'The shop is being maintained.' } }),
	'A-5040': (reply) => reply.later(TOO_SLOW_MS, () => reply.json(200, { order: ORDERS.get('A-1001') })),
	'A-5000': (reply) => reply.hangUp(),
}));

/** GET /orders/:id */
export function ordersRoute({ method, path }, reply) {
	const id = /^\/orders\/([^/]+)$/.exec(path)?.[1];
	if (method !== 'GET' || id === undefined) return false;

	const order = ORDERS.get(decodeURIComponent(id));
	const trouble = TROUBLE.get(decodeURIComponent(id));
	if (trouble) trouble(reply);
	else if (order) reply.json(200, { order }, { 'x-ratelimit-remaining': '99' });
	else reply.json(404, { error: { code: 'order_not_found', message: 'There is no such order.' } });
	return true;
}
