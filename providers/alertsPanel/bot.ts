import type { NotAdded } from '../../flow/addToFlow/gateway';
import type { ReasonCode } from '../../flow/addToFlow/reasons';
import { toE164 } from '../../flow/phone';
import { botCallbackFaults, readBotCallback } from '../../flow/session/botAnswer';
import type { BotCall, BotFailure, BotTurn, ChatbotEngine } from '../../flow/session/engine';
import { failed } from '../botFailure';
import type { SendRequest } from '../sendRequest';
import type { AlertsPanelSettings } from './flows';
import { alertsPanelFlows } from './flows';

const FAILURES: ReadonlyMap<ReasonCode, BotFailure['failure']> = new Map([
	['noResponse', 'unreachable'],
	['providerError', 'unreachable'],
	['rateLimited', 'unreachable'],
	['targetMissing', 'gone'],
]);

/**
 * Hands a participant to a bot flow of AlertsPanel, or of Engati under another brand, by the API that starts a flow. From
 * then on AlertsPanel talks with the person on its own WhatsApp number: it says nothing by us, and needs no message of ours.
 *
 * It tells of no end. The flow says it by a JSON API node that calls the URL in its attribute `flow_callback_url` with the
 * JSON that `readBotAnswer` documents; `flow_session_id` and `flow_message` are the other attributes that it gets beside the
 * variables.
 *
 * @param sendRequest sends with the account's key. A request must not be repeated once it may have arrived
 * @throws ServiceSettingError for a host or a key that cannot be used
 */
export function alertsPanelBot(sendRequest: SendRequest, settings: Omit<AlertsPanelSettings, 'concurrency'>): ChatbotEngine {
	const flows = alertsPanelFlows(sendRequest, { ...settings, concurrency: 1 });
	return {
		async start(call): Promise<BotTurn> {
			const phone = toE164(call.participantKey);
			if (phone === undefined) return failed('refused', 'The participant has no phone number; AlertsPanel needs one.', call);
			const entrant = { identifiers: [{ type: 'phone', value: phone }], attributes: {}, variables: attributesOf(call), depth: 1 };
			const [entry] = await flows.add([entrant]);
			return entry.added ? { answered: true, replies: [] } : failureOf(entry, call);
		},
		message: () => Promise.resolve({ answered: true, replies: [] }),
		readCallback: readBotCallback,
		callbackFaults: botCallbackFaults,
	};
}

function attributesOf({ variables, sessionId, callbackUrl, message }: BotCall): Record<string, unknown> {
	return { ...variables, flow_message: message.text, flow_session_id: sessionId, ...(callbackUrl !== undefined && { flow_callback_url: callbackUrl }) };
}

function failureOf({ reason, message }: NotAdded, call: BotCall): BotFailure {
	return failed(FAILURES.get(reason) ?? 'refused', message, call);
}
