/** A payment provider that tells by a callback what became of a payment. The card says what happens. */

const USUALLY_AFTER_MS = 300;

/** With which statuses the provider calls back, and how long after its own answer; `isEarly`: before it has answered. */
const FATES = {
	paid: [{ status: 'paid' }],
	failed: [{ status: 'failed' }],
	early: [{ status: 'paid', isEarly: true }],
	instant: [{ status: 'paid', afterMs: 0 }],
	twice: [{ status: 'paid' }, { status: 'paid' }],
	never: [],
};

/**
 * POST /payments `{ orderId, amount, card, callbackUrl, reference? }`: a reference goes into the callback's header of that
 * name.
 *
 * @param office the post office that delivers the callbacks
 * @param {(ms: number, act: () => unknown) => void} after acts after a while
 */
export function paymentsRoute(office, after) {
	let count = 0;
	return async ({ method, path, body }, reply) => {
		if (method !== 'POST' || path !== '/payments') return false;
		const { orderId, amount, card, callbackUrl, reference } = parsed(body);
		const fate = Object.hasOwn(FATES, card) ? FATES[card] : undefined;
		if (fate === undefined || typeof callbackUrl !== 'string') {
			reply.json(422, { error: { code: 'invalid_payment', message: `Wanted: a callbackUrl, and a card that is one of ${Object.keys(FATES).join(', ')}.` } });
			return true;
		}

		const id = `pay_${++count}`;
		const headers = { 'content-type': 'application/json', ...(reference && { reference }) };
		const parcel = (status) => ({ url: callbackUrl, headers, body: JSON.stringify({ paymentId: id, orderId, amount, status }) });
		for (const { status } of fate.filter(({ isEarly }) => isEarly)) await office.post(parcel(status));
		reply.json(201, { payment: { id, status: 'open' } });
		for (const { status, afterMs = USUALLY_AFTER_MS } of fate.filter(({ isEarly }) => !isEarly)) after(afterMs, () => office.deliver(parcel(status)));
		return true;
	};
}

function parsed(body) {
	try {
		return JSON.parse(body) ?? {};
	} catch {
		return {};
	}
}
