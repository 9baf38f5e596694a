/** The way to those who are told of messages: what goes out, and what came of it. */

/** What is not taken goes out again after so long, and so often. */
const AGAIN_AFTER_MS = 300;
const MOST_AGAIN = 3;

/** No more deliveries than this are remembered. */
const MOST_REMEMBERED = 1000;

const TIMEOUT_MS = 10_000;

/**
 * A parcel is `{ url, headers, body }`, as it is to be POSTed.
 *
 * @param {(ms: number, act: () => unknown) => void} later acts after a while, unless the simulator has ended by then
 */
export function postOffice(later) {
	const delivered = [];

	/** Sends a parcel once. @returns what the receiver answered; its status is 0 when it did not */
	async function post({ url, headers, body }) {
		const at = new Date().toISOString();
		const answer = await answerOf(url, { method: 'POST', headers, body });
		delivered.push({ at, url, headers, body, ...answer });
		if (delivered.length > MOST_REMEMBERED) delivered.shift();
		return answer;
	}

	/** Sends a parcel until somebody takes it. */
	async function deliver(parcel, again = MOST_AGAIN) {
		const { status } = await post(parcel);
		const isTaken = status >= 200 && status < 300;
		if (!isTaken && again > 0) later(AGAIN_AFTER_MS, () => deliver(parcel, again - 1));
	}

	/**
	 * Sends what there is to tell of a message, each in its time.
	 *
	 * @param reports `{ kind, afterMs, isEarly? }` each
	 * @param parcelsOf makes the parcels of a kind at the time; none when there is nobody to tell it
	 * @returns a promise of the early ones being delivered
	 */
	async function report(reports, parcelsOf) {
		for (const { kind } of reports.filter(({ isEarly }) => isEarly)) await Promise.all(parcelsOf(kind).map((parcel) => deliver(parcel)));
		for (const { kind, afterMs } of reports.filter(({ isEarly }) => !isEarly)) {
			later(afterMs, () => parcelsOf(kind).forEach((parcel) => void deliver(parcel)));
		}
	}

	return { delivered, post, deliver, report };
}

/** A request to somebody of ours, who may not be there. */
export async function answerOf(url, init = {}) {
	try {
		const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
		return { status: response.status, answer: await response.text() };
	} catch ({ message }) {
		return { status: 0, answer: message };
	}
}

/** A target is `{ url, user?, password? }`. @returns a parcel of JSON for it, or none where there is no target */
export function jsonParcels(target, body, headers = {}) {
	if (!target) return [];
	const { user, password = '' } = target;
	const proof = user === undefined ? {} : { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
	return [{ url: target.url, headers: { 'content-type': 'application/json', ...proof, ...headers }, body }];
}
