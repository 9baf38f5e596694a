import omit from 'lodash/omit';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { botCallbackFaults, readBotAnswer, readBotCallback } from '../../flow/session/botAnswer';
import type { BotCall, BotTurn, ChatbotEngine } from '../../flow/session/engine';
import type { SessionParticipant } from '../../flow/session/session';
import { depthOf } from '../shared/depth';
import type { SubRun } from '../shared/subRun';
import { runToItsEnd } from '../shared/subRun';

/**
 * A chatbot that is a workflow of this n8n. It is run for each message, and says in its item what
 * {@link readBotAnswer} can read; an AI Agent at its end does so by itself. One that waits for something can answer later,
 * at the callback URL.
 *
 * @param context that can call other flows
 */
export function n8nWorkflowEngine(context: IExecuteFunctions, workflowId: string, participant: SessionParticipant): ChatbotEngine {
	const ask = async (call: BotCall, isFirstMessage: boolean): Promise<BotTurn> => {
		const item = { json: inputOf(call, participant, isFirstMessage) };
		return turnOf(await runToItsEnd(context, { workflowId, item, depth: depthOf(context) + 1 }));
	};
	return {
		start: async (call) => await ask(call, true),
		message: async (call) => await ask(call, false),
		readCallback: readBotCallback,
		callbackFaults: botCallbackFaults,
	};
}

/** `chatInput` and `sessionId` are what n8n's AI Agent and its memory look for by themselves. */
function inputOf({ callbackUrl, message, sessionId, variables }: BotCall, { id, identifiers, key }: SessionParticipant, isFirstMessage: boolean): IDataObject {
	const newest = (wanted: string) => identifiers.find(({ type }) => type === wanted)?.value;
	return {
		chatInput: message.text,
		message: message.text,
		...(message.payload !== undefined && { payload: message.payload }),
		...(message.messageId !== undefined && { messageId: message.messageId }),
		...(message.at !== undefined && { at: message.at }),
		sessionId,
		participant: { id, key, phone: newest('phone'), email: newest('email') },
		variables: variables as IDataObject,
		isFirstMessage,
		...(callbackUrl !== undefined && { callbackUrl }),
	};
}

function turnOf(run: SubRun): BotTurn {
	switch (run.state) {
		case 'finished': {
			const read = readBotAnswer(run.variables);
			// A workflow that passes on what it was told gives our own ID back.
			if ('answer' in read) return omit(read.answer, 'engineSessionId') as BotTurn;
			return { answered: false, failure: 'refused', message: `What the chatbot's workflow gives at its end cannot be used. ${read.faults.join(' ')}` };
		}
		case 'failed':
			return { answered: false, failure: 'unreachable', message: `The chatbot's workflow failed: ${run.error.message}` };
		case 'refused':
			return { answered: false, failure: 'gone', message: `n8n did not start the chatbot's workflow: ${run.error.message} It must be published, begin with "When Executed by Another Workflow", and allow this one to call it.` };
		default:
			return { answered: true, replies: [] };
	}
}
