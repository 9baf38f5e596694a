import type { WebhookGateway } from '../../flow/message/registrations';
import type { Outcome } from '../../flow/outcome';
import { asObject, textIn } from '../answerBody';
import type { SendRequest } from '../sendRequest';
import { done } from '../serviceClient';
import type { ChatwootSettings } from './account';
import { chatwootClient } from './account';
import { CHATWOOT_EVENTS } from './webhookEvents';

/**
 * The webhooks of an account (/webhooks). All that fails throws an Error with words for the builder. Only newer Chatwoots sign
 * what they send; with others the signing secret is empty.
 *
 * @param sendRequest sends with the token of an administrator; agents may not make webhooks
 * @throws ServiceSettingError
 */
export function chatwootWebhooks(sendRequest: SendRequest, settings: ChatwootSettings): WebhookGateway {
	const { ask } = chatwootClient(sendRequest, settings);
	return {
		async create({ url, name }) {
			const body = { url, name, subscriptions: CHATWOOT_EVENTS };
			return valueOf(await ask({ method: 'POST', path: '/webhooks', body, aim: 'the webhook was made', read: createdIn }));
		},
		list: async () => valueOf(await ask({ method: 'GET', path: '/webhooks', aim: 'there are webhooks', read: listIn })),
		async remove(id) {
			const removed = await ask({ method: 'DELETE', path: `/webhooks/${encodeURIComponent(id)}`, aim: 'the webhook was removed', read: done });
			if (!('problem' in removed) || removed.problem.httpStatus === 404) return;
			throw new Error(removed.problem.text);
		},
	};
}

function valueOf<Value>(outcome: Outcome<Value>): Value {
	if ('problem' in outcome) throw new Error(outcome.problem.text);
	return outcome.value;
}

function createdIn(answer: unknown): { id: string; signingSecret: string } | undefined {
	const { webhook } = asObject(asObject(answer).payload);
	const { id, secret } = asObject(webhook);
	const text = textIn(id);
	return text === undefined ? undefined : { id: text, signingSecret: textIn(secret) ?? '' };
}

function listIn(answer: unknown): Array<{ id: string }> | undefined {
	const { webhooks } = asObject(asObject(answer).payload);
	return Array.isArray(webhooks) ? webhooks.map((one) => textIn(asObject(one).id)).filter((id) => id !== undefined).map((id) => ({ id })) : undefined;
}
