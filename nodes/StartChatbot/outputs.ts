import type { INodeOutputConfiguration, INodeParameters } from 'n8n-workflow';

import type { SessionExit } from '../../flow/session/exits';

/** The branches that are always there. On its own timer n8n lets a run go on by the first one. */
export const EXPIRED = 0;
export const OTHERWISE = 1;
/** The branch of the first exit that has one of its own. */
const FIRST_OWN = 2;

/** The exits that can have a branch of their own, besides the one that always has; in words that the panel and the branches share. */
export const EXIT_NAMES: Readonly<Record<Exclude<SessionExit, 'expiredByTimeout'>, string>> = {
	closedByElement: 'Closed by the Chatbot',
	deactivated: 'Chatbot Deactivated',
	endedByUser: 'Session Ended by User',
	endedExternally: 'Session Ended Externally',
	notStarted: 'Session Not Started',
	redirectToAgentFailed: 'Redirect to Agent Failed',
};

/**
 * The outputs for the panel's choice. n8n evaluates the text of this function in the editor and in the engine, so it
 * leans on nothing outside itself; a test compares it with EXIT_NAMES.
 */
export function configuredOutputs(parameters: INodeParameters): INodeOutputConfiguration[] {
	const names: Record<string, string> = {
		closedByElement: 'Closed by the Chatbot',
		deactivated: 'Chatbot Deactivated',
		endedByUser: 'Session Ended by User',
		endedExternally: 'Session Ended Externally',
		notStarted: 'Session Not Started',
		redirectToAgentFailed: 'Redirect to Agent Failed',
	};
	if (parameters.operation === 'analytics') return [{ type: 'main', displayName: 'Analytics' }];
	const ticked = Array.isArray(parameters.exits) ? parameters.exits : [];
	const own = ticked.map((exit) => names[String(exit)]).filter((name) => name !== undefined);
	return ['Session Expired by Timeout', 'In All Other Cases'].concat(own).map((displayName) => ({ type: 'main', displayName }));
}

/**
 * @param exits those that have a branch of their own, in the order of the branches
 * @returns the output by which a session leaves
 */
export function outputOf(exit: SessionExit, exits: readonly SessionExit[]): number {
	if (exit === 'expiredByTimeout') return EXPIRED;
	const at = exits.indexOf(exit);
	return at < 0 ? OTHERWISE : FIRST_OWN + at;
}

/** How many outputs the node has. */
export function countOutputs(exits: readonly SessionExit[]): number {
	return FIRST_OWN + exits.length;
}
