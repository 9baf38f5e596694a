import type { HttpRequest } from '../flow/http/message';
import type { TemplateGateway, TemplateMessage } from '../flow/template/gateway';
import type { SendProblem } from '../flow/template/sendProblem';

/** A template, or values for it, for which a provider's API has no form. */
export class UnsendableTemplateError extends Error {
	override readonly name = 'UnsendableTemplateError';

	/**
	 * @param text what cannot be sent, in one sentence
	 * @param advice what to do, in one sentence
	 */
	constructor(
		readonly text: string,
		readonly advice: string,
	) {
		super(`${text} ${advice}`);
	}
}

/** @returns what came of a message with such a template */
export function unsendable({ text, advice }: UnsendableTemplateError): SendProblem {
	return { class: 'fixRequest', text, advice };
}

/** @returns the request that would be sent with a message, or why none can be */
export function requestOrProblem(gateway: TemplateGateway, message: TemplateMessage): { request: HttpRequest } | { problem: SendProblem } {
	try {
		return { request: gateway.requestOf([message]) };
	} catch (error) {
		if (error instanceof UnsendableTemplateError) return { problem: unsendable(error) };
		throw error;
	}
}
