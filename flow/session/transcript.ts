import { UNSAFE_NAMES } from '../unsafeNames';
import type { BotReply } from './reply';
import type { TranscriptEntry } from './session';
import { textsOf } from './wording';

/** What is kept of a session has its limits; of a long one the newest lines are kept. */
const MOST_ENTRIES = 200;
const MOST_BYTES = 96 * 1024;
const MOST_VARIABLE_BYTES = 64 * 1024;

/** @returns the transcript with more lines at its end, without the oldest ones when it gets too long */
export function withEntries(transcript: readonly TranscriptEntry[], ...more: TranscriptEntry[]): TranscriptEntry[] {
	const all = [...transcript, ...more].slice(-MOST_ENTRIES);
	let bytes = 0;
	const from = all.findLastIndex((entry) => (bytes += bytesOf(entry)) > MOST_BYTES);
	return all.slice(from + 1);
}

/** @returns the line of something that the bot has said */
export function botEntry(id: string, reply: BotReply, answerTo: string, at: string): TranscriptEntry {
	return { id, from: 'bot', at, text: textsOf(reply).join('\n'), answerTo, ...(reply.type !== 'text' && { reply }) };
}

/**
 * Merges variables into those of a session.
 *
 * @returns the variables, without names that would reach an object's prototype, and without those for which there is no
 *   more room
 */
export function mergedVariables(known: Record<string, unknown>, more: Record<string, unknown>): Record<string, unknown> {
	const merged = { ...known };
	for (const [name, value] of Object.entries(more)) {
		if (UNSAFE_NAMES.has(name) || value === undefined) continue;
		if (bytesOf({ ...merged, [name]: value }) <= MOST_VARIABLE_BYTES) merged[name] = value;
	}
	return merged;
}

/** Thousands of levels are too many to be written as JSON. */
function bytesOf(value: unknown): number {
	try {
		return Buffer.byteLength(JSON.stringify(value));
	} catch {
		return Infinity;
	}
}
