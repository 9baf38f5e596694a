import { asTranscript } from './transcript';
import { UNSAFE_NAMES } from '../unsafeNames';

/** How much of a flow an agent can take in, in UTF-16 units; Infobip takes 4000 in a note. */
const LONGEST = 3_500;
const LONGEST_CHAT = 2_500;
const LONGEST_VALUE = 200;
const MOST_LINES = 60;
const DEEPEST = 3;

/** What has such a name may be a secret, which is nobody's to read in an inbox. */
const SECRET = /token|secret|passw|authori[sz]ation|api.?key|private.?key|credential|signature|cookie|session.?id|bearer|\bpin\b|otp|cvv|iban|card.?number/i;

/**
 * Writes down for an agent what has happened in a flow so far: what the participant and a chatbot have said to each other,
 * and the flow variables.
 *
 * @param variables the flow variables
 * @param leftOut names of variables that tell nothing, as those of n8n's own
 * @returns lines of text; empty when there is nothing to tell
 */
export function flowSummary(variables: Readonly<Record<string, unknown>>, leftOut: ReadonlySet<string> = new Set()): string {
	const told = Object.entries(variables).filter(([name]) => !leftOut.has(name));
	const chats = told.map(([, value]) => asTranscript(value)).filter((lines) => lines !== undefined);
	const facts = told.flatMap(([name, value]) => linesOf(name, factsIn(value), 1)).slice(0, MOST_LINES);
	const parts = [...chats.map((lines) => chatPart(lines)), ...(facts.length > 0 ? [['Known from the flow:', ...facts].join('\n')] : [])];
	return shortened(parts.join('\n\n'), LONGEST);
}

/** What was said last matters most. */
function chatPart(lines: readonly string[]): string {
	const text = lines.slice(-MOST_LINES).join('\n');
	return `Chat so far:\n${text.length <= LONGEST_CHAT ? text : `…${text.slice(-LONGEST_CHAT).replace(/^[\uDC00-\uDFFF]/, '')}`}`;
}

/** Of a chat, what the chatbot has found out; how the session went is no matter of the agent. */
function factsIn(value: unknown): unknown {
	return asTranscript(value) === undefined ? value : (value as { variables?: unknown }).variables;
}

function linesOf(name: string, value: unknown, depth: number): string[] {
	const isToldElsewhere = value === null || value === undefined || value === '';
	if (isToldElsewhere || SECRET.test(name) || UNSAFE_NAMES.has(name.split('.').at(-1) as string)) return [];
	if (typeof value !== 'object') return [`${name}: ${oneLine(value as string | number | boolean)}`];
	if (depth > DEEPEST) return [];
	const entries = Array.isArray(value) ? value.slice(0, MOST_LINES).map((one, at): [string, unknown] => [String(at + 1), one]) : Object.entries(value).slice(0, MOST_LINES);
	return entries.flatMap(([part, inner]) => linesOf(`${name}.${part}`, inner, depth + 1));
}

function oneLine(value: string | number | boolean): string {
	return shortened(String(value).slice(0, 10 * LONGEST_VALUE).replace(/\s+/g, ' ').trim(), LONGEST_VALUE);
}

/** Characters are never cut in half. */
function shortened(text: string, longest: number): string {
	if (text.length <= longest) return text;
	return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
