import type { HttpRequest } from '../../flow/http/message';
import type { SendOutcome, TemplateGateway, TemplateMessage } from '../../flow/template/gateway';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { serviceUrl } from '../serviceUrl';
import { unsendable, UnsendableTemplateError } from '../unsendableTemplate';
import { readSendAnswer } from './answer';
import { clickatellBase } from './base';
import type { ClickatellMessage } from './content';
import { clickatellMessage } from './content';

export interface ClickatellSettings {
	/** The Base URL of the credential. */
	baseUrl: string;
}

/** A message, its place among those given, and what is sent of it. */
interface Prepared {
	place: number;
	message: TemplateMessage;
	body: ClickatellMessage;
}

type NotAccepted = Extract<SendOutcome, { accepted: false }>;

/** Clickatell takes no more in one request. */
const BATCH_SIZE = 200;

/** Codes that speak of a value, a receiver or a medium, and so of a single message. */
const ABOUT_ONE: ReadonlySet<string> = new Set(['23', '24', '25', '26', '27', '28', '30', '31', '32', '33']);

/**
 * Sends templates by Clickatell's One API (POST /v1/message). Clickatell has no list of templates. Its rate limit is a 400
 * with a code of its own.
 *
 * @param sendRequest sends with the key of the integration. A request must not be repeated once it may have arrived
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export function clickatellTemplates(sendRequest: SendRequest, { baseUrl }: ClickatellSettings): TemplateGateway {
	const url = serviceUrl(clickatellBase(baseUrl), '/v1/message');

	const sendOnce = async (prepared: readonly Prepared[]): Promise<SendOutcome[]> => {
		const outcome = await sendRequest(requestWith(url, prepared.map(({ body }) => body)));
		return readSendAnswer(outcome, prepared.map(({ message }) => message));
	};

	/** What Clickatell refuses as a whole because of one receiver or one value goes in halves, so that the others are sent. */
	const sendApart = async (prepared: readonly Prepared[]): Promise<SendOutcome[]> => {
		const answers = await sendOnce(prepared);
		if (prepared.length === 1 || !answers.every(isAboutOneOfMany)) return answers;
		const middle = Math.ceil(prepared.length / 2);
		return [...(await sendApart(prepared.slice(0, middle))), ...(await sendApart(prepared.slice(middle)))];
	};

	return {
		batchSize: BATCH_SIZE,

		requestOf: (messages) => requestWith(url, messages.map(clickatellMessage)),

		async send(messages) {
			const prepared = messages.map(prepare);
			const outcomes: Array<SendOutcome | undefined> = prepared.map((one) => ('accepted' in one ? one : undefined));
			const sendable = prepared.filter((one) => 'body' in one);
			const answers = sendable.length === 0 ? [] : await sendApart(sendable);
			sendable.forEach(({ place }, index) => (outcomes[place] = answers[index]));
			return outcomes as SendOutcome[];
		},
	};
}

function requestWith(url: string, messages: readonly ClickatellMessage[]): HttpRequest {
	return { method: 'POST', url, headers: { ...JSON_HEADERS }, body: JSON.stringify({ messages }) };
}

function prepare(message: TemplateMessage, place: number): NotAccepted | Prepared {
	try {
		return { place, message, body: clickatellMessage(message) };
	} catch (error) {
		if (error instanceof UnsendableTemplateError) return { accepted: false, problem: unsendable(error) };
		throw error;
	}
}

/** Of a request that is answered by 400, nothing was sent. */
function isAboutOneOfMany(outcome: SendOutcome): boolean {
	return !outcome.accepted && outcome.problem.httpStatus === 400 && ABOUT_ONE.has(outcome.problem.code ?? '');
}
