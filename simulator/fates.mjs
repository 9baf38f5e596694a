/** What becomes of a WhatsApp message, by the last four digits of its receiver; README.md lists them. */

/** Reports and when they go out, in milliseconds from the answer to the sending. */
const SENT = { kind: 'sent', afterMs: 50 };
const DELIVERED = { kind: 'delivered', afterMs: 150 };
const READ = { kind: 'read', afterMs: 300 };

const ROUTINE = [SENT, DELIVERED, READ];

const REPORTS = new Map(Object.entries({
	1001: [],
	1002: [SENT, DELIVERED],
	1003: [SENT, { kind: 'failed', afterMs: 150 }],
	1004: [SENT, { kind: 'read', afterMs: 150 }, { kind: 'delivered', afterMs: 300 }],
	1005: ROUTINE.flatMap((report) => [report, { ...report, afterMs: report.afterMs + 10 }]),
	1006: [{ ...SENT, isEarly: true }, { ...DELIVERED, isEarly: true }, READ],
	1007: [SENT, { kind: 'delivered', afterMs: 3000 }],
}));

const REFUSALS = new Map(Object.entries({
	2001: 'optedOut',
	2002: 'notReachable',
	2003: 'busyOnce',
	2004: 'busy',
	2005: 'broken',
	2006: 'cutOff',
	2007: 'heldBack',
	2008: 'tooManyToOne',
	2009: 'templatePaused',
	2010: 'windowClosed',
}));

/** @returns whether the connection is cut off after a message to a phone was taken */
export function isCutOff(phone) {
	return REFUSALS.get(markOf(phone)) === 'cutOff';
}

/** @returns the reports on a message, in the order in which they go out; those that are early before the answer */
export function reportsTo(phone) {
	return REPORTS.get(markOf(phone)) ?? ROUTINE;
}

/**
 * @returns a function that gives what a provider does with the messages to a phone in place of sending them, or undefined;
 *   it remembers whom it has told to wait
 */
export function refusals() {
	const told = new Set();
	return (phone) => {
		const refusal = REFUSALS.get(markOf(phone));
		if (refusal !== 'busyOnce') return refusal;
		if (told.has(phone)) return undefined;
		told.add(phone);
		return 'busy';
	};
}

function markOf(phone) {
	return String(phone).slice(-4);
}
