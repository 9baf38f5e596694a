import type { HttpRequest } from '../http/message';
import type { FilledTemplate, RawTemplate } from './filledTemplate';
import type { SendProblem } from './sendProblem';
import type { Template } from './template';

/** A message that is to go out. */
export interface TemplateMessage {
	/** Ours, unique; providers that take one get it. At most 100 characters. */
	messageId: string;
	/** E.164. */
	to: string;
	content: FilledTemplate | RawTemplate;
	/** Where the provider is to send its reports of this message, where it takes such a URL. */
	notifyUrl?: string;
}

/** What came of one message. */
export type SendOutcome = Accepted | { accepted: false; problem: SendProblem };

export interface Accepted {
	accepted: true;
	/** By which the provider's reports name the message. */
	messageId: string;
	/** What else the provider told, small and without secrets. */
	details: Record<string, unknown>;
}

/** The way to send templates by one provider. */
export interface TemplateGateway {
	/** So many messages at the most go in one request. */
	batchSize: number;
	/** @returns the request that {@link send} would send, without the key */
	requestOf(messages: readonly TemplateMessage[]): HttpRequest;
	/**
	 * Sends one request. Nothing is sent twice: it is repeated only when it cannot have arrived, or the provider says that
	 * it did not take it.
	 *
	 * @param messages as many as {@link batchSize} at the most
	 * @returns what came of each, in the order given; it throws only when the run is cancelled
	 */
	send(messages: readonly TemplateMessage[]): Promise<SendOutcome[]>;
}

/** The templates of an account. */
export interface TemplateCatalog {
	/**
	 * @returns all templates of the account, whatever their status, from all pages
	 * @throws TemplateListError
	 */
	list(): Promise<Template[]>;
}

/** The templates of an account cannot be read; the message says why and what to do, without secrets. */
export class TemplateListError extends Error {
	override readonly name = 'TemplateListError';
}

/** Does something with a list of templates, and something else when it cannot be read. */
export async function unlessListIsAway<Value, Otherwise = Value>(
	work: () => Promise<Value>,
	otherwise: (error: TemplateListError) => Otherwise,
): Promise<Value | Otherwise> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof TemplateListError) return otherwise(error);
		throw error;
	}
}
