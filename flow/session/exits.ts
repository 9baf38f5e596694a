/** How a chatbot session can end; the seven exit conditions of Infobip's Start Chatbot. Flows compare these, so none ever changes. */
export const SESSION_EXITS = [
	'expiredByTimeout',
	'notStarted',
	'endedExternally',
	'closedByElement',
	'deactivated',
	'redirectToAgentFailed',
	'endedByUser',
] as const;

export type SessionExit = (typeof SESSION_EXITS)[number];

/** The exits that a chatbot itself can bring about by what it says. */
export type BotExit = Extract<SessionExit, 'closedByElement' | 'endedByUser' | 'redirectToAgentFailed'>;
