import type { HttpOutcome } from '../../flow/http/send';
import type { TextGateway, TextMessage } from '../../flow/message/textGateway';
import type { SendOutcome } from '../../flow/template/gateway';
import type { SendProblem } from '../../flow/template/sendProblem';
import { objectIn, textIn } from '../answerBody';
import { sendFailure, withoutNumber } from '../sendFailure';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { serviceUrl } from '../serviceUrl';
import { infobipBase, senderDigits } from './base';
import { digitsOf } from './identifier';
import { statusProblem } from './messageCodes';
import { readStatus } from './messageStatus';
import { readInfobipError } from './requestError';

/** Whose texts are sent. */
export interface InfobipTextSettings {
	/** The Base URL of the credential. */
	baseUrl: string;
	/** The registered number that messages come from, in international form. */
	sender: string;
}

const SERVICE = 'Infobip';

/**
 * Sends texts on WhatsApp through Infobip (POST /whatsapp/1/message/text). That a person has not written for 24 hours,
 * Infobip tells only afterwards, in a report (EC_NO_SESSION).
 *
 * @param sendRequest sends with the account's key. A request must not be repeated once it may have arrived
 * @throws ServiceSettingError for a base URL or a sender that cannot be used
 */
export function infobipTexts(sendRequest: SendRequest, { baseUrl, sender }: InfobipTextSettings): TextGateway {
	const url = serviceUrl(infobipBase(baseUrl), '/whatsapp/1/message/text');
	const from = senderDigits(sender);
	return {
		async send(message) {
			const body = JSON.stringify(infobipText(message, from));
			return readAnswer(await sendRequest({ method: 'POST', url, headers: { ...JSON_HEADERS }, body }), message);
		},
	};
}

function infobipText({ messageId, to, text }: TextMessage, from: string): object {
	return { from, to: digitsOf(to), messageId, content: { text } };
}

function readAnswer(outcome: HttpOutcome, { messageId, to }: TextMessage): SendOutcome {
	const { messageId: given, status: told } = objectIn(outcome.reply?.body);
	const status = readStatus(told);
	const isAnswer = status.groupId !== undefined || status.name !== undefined;
	if (outcome.class !== 'success' || !isAnswer) return notAccepted(requestProblem(outcome), to);
	const problem = statusProblem(status);
	if (problem) return notAccepted(problem, to);
	return { accepted: true, messageId: textIn(given) ?? messageId, details: status.name === undefined ? {} : { status: status.name } };
}

function requestProblem(outcome: HttpOutcome): SendProblem {
	const error = readInfobipError(outcome.reply?.body);
	const field = error.faults.at(0)?.field;
	return { ...sendFailure(outcome, SERVICE, error), ...(field !== undefined && { field }) };
}

function notAccepted(problem: SendProblem, to: string): SendOutcome {
	return { accepted: false, problem: withoutNumber(problem, to) };
}
