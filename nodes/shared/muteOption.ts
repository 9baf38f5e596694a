import type { INodeProperties } from 'n8n-workflow';

/** What the option does; what a builder who does not want that chooses. */
interface MuteWords {
	anyway: string;
	description: string;
}

/**
 * The option that says what becomes of somebody to whom a human agent talks.
 *
 * @param refusedBy where they leave, e.g. `by Refused`; or other words, for an element that does not send
 */
export function whileAgentTalksOption(refusedBy: MuteWords | string): INodeProperties {
	const { anyway, description } =
		typeof refusedBy === 'string'
			? {
					anyway: 'Send Anyway',
					description: `Whether to stay silent towards a person whom Start Conversation has handed to human agents, until the conversation is resolved. They leave ${refusedBy}.`,
				}
			: refusedBy;
	return {
		displayName: 'While an Agent Has the Conversation',
		name: 'whileAgentTalks',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: anyway, value: 'send' },
			{ name: 'Stay Silent', value: 'silent' },
		],
		default: 'silent',
		description,
	};
}

/** @returns whether the builder wants the element to stay silent then */
export function staysSilent(value: unknown): boolean {
	return value !== 'send';
}
