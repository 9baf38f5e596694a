const WHO: Readonly<Record<string, string>> = { participant: 'Customer', bot: 'Chatbot' };

/**
 * @param value what an element for chatbots tells under its result field, or anything else
 * @returns what was said, line by line, oldest first; undefined for anything else
 */
export function asTranscript(value: unknown): string[] | undefined {
	const { transcript } = (typeof value === 'object' && value !== null ? value : {}) as { transcript?: unknown };
	if (!Array.isArray(transcript)) return undefined;
	return transcript.filter(isEntry).map(({ from, text }) => `${WHO[from]}: ${text.replace(/\s+/g, ' ').trim()}`);
}

interface Entry {
	from: 'bot' | 'participant';
	text: string;
}

function isEntry(entry: unknown): entry is Entry {
	const { from, text } = (typeof entry === 'object' && entry !== null ? entry : {}) as { from?: unknown; text?: unknown };
	return typeof from === 'string' && Object.hasOwn(WHO, from) && typeof text === 'string' && text.trim() !== '';
}
