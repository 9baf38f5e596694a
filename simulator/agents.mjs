/** What the desks of human agents have in common: conversations with a number, whose ends are told. */

/** People with these last digits of the phone number fare so, whatever the desk. */
const FATES = new Map(Object.entries({ 3001: 'busyOnce', 3002: 'broken', 3003: 'cutOff', 3004: 'stepFails', 3005: 'invalid', 3006: 'earlyEnd' }));

/** @returns a function that gives what happens to the conversation of a phone number; whom it has told to wait it remembers */
export function agentFates() {
	const told = new Set();
	return (phone) => {
		const fate = FATES.get(String(phone ?? '').slice(-4));
		if (fate !== 'busyOnce') return fate;
		if (told.has(phone)) return undefined;
		told.add(phone);
		return fate;
	};
}

/** @returns the body of a request as an object, whatever came */
export function fieldsOf(body) {
	try {
		return JSON.parse(body) ?? {};
	} catch {
		return {};
	}
}
