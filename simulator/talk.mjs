/** What the simulated chatbots say to what. The words are the same for all of them; README.md lists them. */
import { randomUUID } from 'node:crypto';

const SIZES = ['S', 'M', 'L'];
const WHICH_SIZE = { text: 'Which size?', choices: SIZES };

/** After so long a bot says what it says later, in milliseconds. */
const LATE_MS = 300;

/**
 * What comes of a text: `say` is said at once, `callbacks` are sent to the URL for later answers, each after a while, before
 * the answer (`isEarly`), or as if for another session (`isForged`); with `end` it is done; a `fault` takes the place of an
 * answer, and after `vanishes` there is no such session.
 */
const WORDS = new Map(Object.entries({
	agent: () => ({ say: [{ text: 'I am handing you over.' }], end: { exit: 'closedByElement', reason: 'agent' } }),
	bye: () => ({ say: [{ text: 'Good bye.' }], end: { exit: 'endedByUser', reason: 'The person said bye' } }),
	nobody: () => ({ say: [{ text: 'Nobody is free now.' }], end: { exit: 'redirectToAgentFailed', reason: 'No agent is free' } }),
	picture: () => ({ say: [{ image: 'https://shop.example/shirt.png', text: 'The shirt' }] }),
	silent: () => ({ say: [] }),
	vanish: () => ({ say: [{ text: 'One moment.' }], vanishes: true }),
	broken: () => ({ fault: 'broken' }),
	busy: () => ({ fault: 'busy' }),
	'cut off': () => ({ fault: 'cutOff' }),
	early: () => ({ say: [], callbacks: [{ body: { replies: ['That was quick.'] }, isEarly: true }] }),
	forged: () => ({ say: [{ text: 'Look out.' }], callbacks: [{ body: { replies: ['I am not who I seem.'], done: true }, isForged: true }] }),
	late: () => ({ say: [], callbacks: [{ body: { replies: ['Sorry, that took a while.'] }, afterMs: LATE_MS }] }),
	'late end': () => ({ say: [], callbacks: [{ body: { replies: ['That is all.'], done: true, variables: { size: 'M' } }, afterMs: LATE_MS }] }),
	twice: () => {
		const callback = { body: { replies: ['I say this once.'] }, afterMs: LATE_MS };
		return { say: [], callbacks: [callback, { ...callback, afterMs: LATE_MS + 50 }] };
	},
}));

/** @returns what a bot says to the text with which a session begins */
export function begin(text, variables = {}) {
	const name = variables.Name ?? variables.name;
	const greeting = { text: `Hello${name === undefined ? '' : ` ${name}`}.` };
	return wordFor(text) ?? { say: [greeting, WHICH_SIZE] };
}

/** @returns what a bot says to a later text */
export function goOn(text) {
	const size = SIZES.find((one) => one === String(text).trim().toUpperCase());
	if (size) return { say: [{ text: `Size ${size}, thank you.` }], end: { exit: 'closedByElement', variables: { size } } };
	return wordFor(text) ?? { say: [WHICH_SIZE] };
}

function wordFor(text) {
	return WORDS.get(String(text).trim().toLowerCase())?.();
}

/**
 * Sends what a bot says later.
 *
 * @param {(ms: number, act: () => unknown) => void} after acts after a while
 * @param office sends it
 * @returns a promise of the early ones being delivered
 */
export async function sendCallbacks(callbacks = [], url, parcelOf, { after, office }) {
	if (url === undefined) return;
	const send = (callback) => office.post(parcelOf(callback.isForged ? forged(url) : url, callback));
	for (const callback of callbacks.filter(({ isEarly }) => isEarly)) await send(callback);
	for (const callback of callbacks.filter(({ isEarly }) => !isEarly)) after(callback.afterMs ?? 20, () => void send(callback));
}

/** @returns a POST of JSON */
export function jsonParcel(url, body) {
	return { url, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** The URL of a session that there is not. */
export function forged(url) {
	return url.replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?!.*[\da-f]{8}(?:-[\da-f]{4}){3}-)/i, randomUUID());
}
