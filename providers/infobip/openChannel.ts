import type { HttpOutcome } from '../../flow/http/send';
import type { BotCall, BotFailure, BotTurn, ChatbotEngine } from '../../flow/session/engine';
import { botFailure, failed } from '../botFailure';
import { jsonValues, UnsendableValueError } from '../jsonValues';
import { quote } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { ServiceSettingError, serviceUrl } from '../serviceUrl';
import { infobipBase } from './base';
import { openChannelFaults, readOpenChannelReply, sessionInReply } from './openChannelReply';
import { readInfobipError } from './requestError';

/** An Answers chatbot that is reached by Open Channel. */
export interface OpenChannelSettings {
	/** The Base URL of the credential. */
	baseUrl: string;
	/** The ID of the Open Channel sender on which the chatbot was made; a UUID. */
	channelId: string;
}

const SERVICE = 'Infobip';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Infobip takes no longer text; in UTF-16 units. */
const LONGEST_TEXT = 4096;

/**
 * Talks with an Answers chatbot of Infobip by Open Channel (POST /open-channel/1/messages/inbound). Infobip only says that it
 * has taken a message; the chatbot answers later, to the URL that goes along, with our session in the callback data.
 *
 * No event of Infobip tells that a session has ended. So the chatbot says it before its Close session element: by a JSON
 * element, or by an API element that calls the same URL; both in the form that `readBotAnswer` documents.
 *
 * @param sendRequest sends with the account's key. A request must not be repeated once it may have arrived
 * @throws ServiceSettingError for a base URL or a channel that cannot be used
 */
export function openChannelEngine(sendRequest: SendRequest, { baseUrl, channelId }: OpenChannelSettings): ChatbotEngine {
	const url = serviceUrl(infobipBase(baseUrl), '/open-channel/1/messages/inbound');
	const destination = channelId.trim();
	if (!UUID.test(destination)) {
		throw new ServiceSettingError('Open Channel must be the ID of the Open Channel sender, for example 2235ca45-afdd-47c9-a326-cf66e9872dda.');
	}

	const say = async (call: BotCall): Promise<BotTurn> => {
		const body = bodyOf(call, destination);
		if (typeof body !== 'string') return body;
		const outcome = await sendRequest({ method: 'POST', url, headers: { ...JSON_HEADERS }, body });
		return outcome.class === 'success' ? { answered: true, replies: [] } : failureOf(outcome, call);
	};

	return {
		start: say,
		message: say,
		readCallback: readOpenChannelReply,
		callbackFaults: openChannelFaults,
		sessionIn: sessionInReply,
	};
}

function bodyOf(call: BotCall, destination: string): BotFailure | string {
	const { sessionId, participantKey, callbackUrl, message } = call;
	const text = (message.payload ?? message.text).slice(0, LONGEST_TEXT).toWellFormed();
	if (text === '') return failed('refused', 'Infobip takes no empty message. Hand on a text.', call);
	try {
		return JSON.stringify({
			sender: participantKey,
			destination,
			content: { body: { type: 'TEXT', text } },
			responseWebhook: { ...(callbackUrl !== undefined && { url: callbackUrl }), callbackData: { sessionId } },
			metadata: { ...jsonValues(call.variables), sessionId, ...(callbackUrl !== undefined && { callbackUrl }) },
		});
	} catch (error) {
		if (error instanceof UnsendableValueError) return failed('refused', error.message, call);
		throw error;
	}
}

function failureOf(outcome: HttpOutcome, call: BotCall): BotFailure {
	const { code, text } = readInfobipError(outcome.reply?.body);
	if (outcome.reply?.status !== 404) return botFailure(outcome, { service: SERVICE, error: { code, text }, call });
	return failed('gone', `Infobip has no such Open Channel on this account (404). Check its ID, and the Base URL of the credential.${quote(text)}`, call);
}
