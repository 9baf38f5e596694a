import type { HttpRequest } from '../../flow/http/message';
import type { HttpOutcome } from '../../flow/http/send';
import { textIn } from '../answerBody';
import { requestFailure } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { pathPart, serviceUrl } from '../serviceUrl';
import { trengoBase } from './base';
import { entryIn } from './client';
import { allPages } from './pages';
import { readTrengoError } from './requestError';

/** Where Trengo is to send events of one type, e.g. `INBOUND`. */
export interface NewTrengoWebhook {
	/** How it is called in Trengo's settings. */
	name: string;
	type: string;
	url: string;
}

/** A webhook as Trengo keeps it. */
export interface TrengoWebhook extends NewTrengoWebhook {
	id: string;
}

/** The webhooks of an account at Trengo. */
export interface TrengoWebhooks {
	/** @returns its id, and the secret with which Trengo signs what it sends there */
	create(webhook: NewTrengoWebhook): Promise<{ id: string; signingSecret: string }>;
	list(): Promise<TrengoWebhook[]>;
	/** Does nothing when there is no such webhook any more. */
	remove(id: string): Promise<void>;
}

/**
 * The webhooks of an account (/webhooks). All that fails throws an Error with words for the builder, without the token
 * or a secret.
 *
 * @param sendRequest sends with the account's token. A POST must not be repeated once it may have arrived: Trengo would
 *   make a second webhook
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export function trengoWebhooks(sendRequest: SendRequest, { baseUrl }: { baseUrl: string }): TrengoWebhooks {
	const base = trengoBase(baseUrl);
	const url = serviceUrl(base, '/webhooks');

	return {
		async create({ name, type, url: target }) {
			const request: HttpRequest = { method: 'POST', url, headers: { ...JSON_HEADERS }, body: JSON.stringify({ name, type, url: target }) };
			const outcome = await sendRequest(request);
			const { id, signing_secret: secret } = entryIn(outcome);
			const created = { id: textIn(id), signingSecret: textIn(secret) };
			if (outcome.class !== 'success') throw failed(outcome, `the webhook for ${type} was made`);
			if (created.id === undefined || created.signingSecret === undefined) {
				throw new Error(`Trengo made no webhook for ${type} that can be checked: its answer has no ID or no signing secret. Check the Base URL of the credential.`);
			}
			return { id: created.id, signingSecret: created.signingSecret };
		},

		async list() {
			const entries = await allPages(sendRequest, base, '/webhooks');
			return entries.map(webhookIn).filter(({ id }) => id !== '');
		},

		async remove(id) {
			const outcome = await sendRequest({
				method: 'DELETE',
				url: serviceUrl(base, `/webhooks/${pathPart(id, 'ID of the webhook')}`),
				headers: { accept: 'application/json' },
			});
			if (outcome.class === 'success' || outcome.reply?.status === 404) return;
			throw failed(outcome, 'the webhook was removed');
		},
	};
}

function webhookIn({ id, title, name, type, url }: Record<string, unknown>): TrengoWebhook {
	return { id: textIn(id) ?? '', name: textIn(title) ?? textIn(name) ?? '', type: textIn(type) ?? '', url: textIn(url) ?? '' };
}

function failed(outcome: HttpOutcome, aim: string): Error {
	return new Error(requestFailure(outcome, { service: 'Trengo', aim, error: readTrengoError(outcome.reply?.body) }).message);
}
