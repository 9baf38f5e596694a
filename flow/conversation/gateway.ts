import type { Outcome } from '../outcome';
import type { StartProblem } from './startProblem';

/** How pressing a conversation is. */
export type Priority = 'high' | 'low' | 'normal' | 'urgent';

/** What human agents are given with a participant. Empty texts count as not given. */
export interface Handover {
	/** E.164. */
	phone?: string;
	email?: string;
	name?: string;
	/** What it is about. */
	tag?: string;
	/** Whether a tag that the account does not have is made; else nothing is started. */
	makesTag: boolean;
	subject?: string;
	/** What only the agents see. */
	note?: string;
	priority?: Priority;
	/** IDs of the provider. */
	queueId?: string;
	teamId?: string;
	agentId?: string;
	/** Through which inbox or channel the participant is reached, by the provider's ID. */
	channelId?: string;
	/** What the participant is sent first. */
	openingMessage?: string;
}

/** What was not done for a conversation that was made all the same. */
export interface MissedStep {
	step: 'assignment' | 'message' | 'note' | 'priority' | 'routing' | 'tag';
	code: StartProblem['code'];
	text: string;
}

/** What came of starting a conversation. */
export type StartOutcome =
	| {
			started: true;
			id: string;
			contactId?: string;
			missed: MissedStep[];
			/** By which its desk calls back, if it does. */
			reference?: string;
	  }
	/** With an ID when the conversation was made, but no agent can talk to the participant in it. */
	| { started: false; id?: string; problem: StartProblem };

/** Human agents at a provider. Nothing is thrown but the cancelling of the run. */
export interface ConversationGateway {
	/** Checks first what can be checked, so that as little as possible is made in vain; nothing is done twice. */
	start(handover: Handover): Promise<StartOutcome>;
	/** Tells whether the agents are done with a conversation; a provider that cannot be asked has none. */
	isResolved?(id: string): Promise<Outcome<boolean>>;
}

/** The lists by which builders choose. */
export type ConversationList = 'agents' | 'channels' | 'queues' | 'tags' | 'teams';

/** An entry of such a list. */
export interface ListEntry {
	id: string;
	name: string;
}
