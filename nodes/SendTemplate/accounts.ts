import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';

import { digest } from '../../flow/digest';
import type { Turns } from '../../flow/http/turns';
import type { MessageProvider } from '../../flow/message/messageEvent';
import type { TemplateCatalog, TemplateGateway } from '../../flow/template/gateway';
import type { SendLimits } from '../../flow/template/pace';
import { clickatellTemplates } from '../../providers/clickatell/templates';
import { infobipTemplates } from '../../providers/infobip/templates';
import { sendLimitsOf } from '../../providers/sendLimits';
import type { SendRequest } from '../../providers/sendRequest';
import { trengoTemplates } from '../../providers/trengo/templates';
import { whatsAppCloudTemplates } from '../../providers/whatsAppCloud/templates';
import type { SendingContext } from '../shared/httpClient';
import { MESSAGE_CREDENTIALS, messageAccount } from '../shared/messageAccounts';
import { senderToService, serviceSending } from '../shared/sending';
import { sendLine, turnsIn } from '../shared/turns';
import type { NodeChoice } from './panel';

/** How long a list, or another try, may wait for its turn, in milliseconds. */
const TURN_MS = 60_000;

/** An account at a provider, ready to send. */
export interface Account {
	provider: MessageProvider;
	gateway: TemplateGateway;
	/** Where the provider tells which templates there are. */
	catalog?: TemplateCatalog;
	/** Tells senders apart. */
	key: string;
	/** The line in which its requests take their turns. */
	line: string;
	/** The same only for the same credential and sender; nothing can be read from it. */
	fingerprint: string;
	/** Flows that share an app at the provider have the same. */
	group: string;
	limits: SendLimits;
	/** Whether the provider must show a user and a password when it calls us; to a URL that goes with a message it shows none. */
	showsPassword: boolean;
}

/**
 * Reads the account of an item.
 *
 * @param index the item whose credential is read
 * @param sender Infobip's sender, or Meta's phone number ID in place of that of the credential
 * @throws Error for a credential or sender that cannot be used, with words that name the field
 */
export async function accountOf(
	context: SendingContext & (IExecuteFunctions | ILoadOptionsFunctions),
	index: number,
	{ provider, http, perSecond }: Pick<NodeChoice, 'provider' | 'http' | 'perSecond'>,
	sender: string,
): Promise<Account> {
	const type = MESSAGE_CREDENTIALS[provider];
	const data = await context.getCredentials(type, index);
	const text = (name: string) => String(data[name] ?? '').trim();
	const baseUrl = text('baseUrl');

	// Nothing is sent twice, and a list can be asked for as often as needed.
	const service = (sendRequest: SendRequest) => serviceOf(provider, sendRequest, { baseUrl, sender, text });
	const credentials = { type, data, baseUrl };
	const limits = sendLimitsOf(provider, perSecond);
	const line = sendLine(provider, data, sender);
	const turns = turnsIn(line, limits, TURN_MS, context.getExecutionCancelSignal?.());
	// The first try of a message has had its turn when it is sent.
	const again: Turns = { ...turns, take: async (tries) => (tries > 1 ? await turns.take(tries) : undefined) };
	const gateway = service(senderToService(context, credentials, { ...serviceSending(http, 'never'), turns: again }));
	// Trengo counts all requests, other providers only messages.
	const listTurns = provider === 'trengo' && { turns: turnsIn(line, limits, TURN_MS, undefined) };
	const catalog = service(senderToService(withoutCancelling(context), credentials, { ...serviceSending(http, false), ...listTurns }));
	const { group } = messageAccount(provider, data);
	return {
		provider,
		gateway,
		...(isCatalog(catalog) && { catalog }),
		// Credentials for one number at Meta can differ in what else they hold.
		key: provider === 'whatsAppCloud' ? digest(`${baseUrl} ${sender || text('phoneNumberId')}`) : `${group}:${sender}`,
		line,
		fingerprint: digest(JSON.stringify([provider, data, sender])),
		group,
		limits,
		showsPassword: text('webhookUser') !== '' || text('webhookPassword') !== '',
	};
}

/** A list is read for all runs that ask for it, also when the one that asked first is cancelled. */
function withoutCancelling<Context extends object>(context: Context): Context {
	return Object.create(context, { getExecutionCancelSignal: { value: () => undefined } }) as Context;
}

type Service = TemplateGateway | (TemplateCatalog & TemplateGateway);

function isCatalog(service: Service): service is TemplateCatalog & TemplateGateway {
	return 'list' in service;
}

function serviceOf(
	provider: MessageProvider,
	sendRequest: SendRequest,
	{ baseUrl, sender, text }: { baseUrl: string; sender: string; text: (name: string) => string },
): Service {
	switch (provider) {
		case 'clickatell':
			return clickatellTemplates(sendRequest, { baseUrl });
		case 'infobip':
			if (sender === '') throw new Error('Sender is empty. Write the WhatsApp number that is registered with Infobip.');
			return infobipTemplates(sendRequest, { baseUrl, sender });
		case 'trengo':
			return trengoTemplates(sendRequest, { baseUrl });
		case 'whatsAppCloud':
			return whatsAppCloudTemplates(sendRequest, {
				baseUrl,
				version: text('version'),
				phoneNumberId: sender || text('phoneNumberId'),
				businessAccountId: text('businessAccountId'),
			});
	}
}
