import type { ICredentialDataDecryptedObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { callUrl } from '../../flow/call/url';
import type { ConversationGateway } from '../../flow/conversation/gateway';
import { contactFor } from '../../flow/customerEvent/contactFor';
import { digest } from '../../flow/digest';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import { chatwootBase } from '../../providers/chatwoot/account';
import { chatwootConversations } from '../../providers/chatwoot/conversations';
import { httpConversations } from '../../providers/http/conversations';
import type { DeskSettings } from '../../providers/http/conversations';
import { infobipConversations } from '../../providers/infobip/conversations';
import type { ContactFinder } from '../../providers/trengo/conversations';
import { trengoConversations } from '../../providers/trengo/conversations';
import type { SendRequest } from '../../providers/sendRequest';
import { readConnection } from '../shared/connection';
import { storeAway } from '../shared/doneOnce';
import { INFOBIP } from '../shared/infobipAccount';
import { MESSAGE_CREDENTIALS, messageAccount, textOf } from '../shared/messageAccounts';
import { senderToService, serviceSending } from '../shared/sending';
import { trengoAccountOf } from '../shared/trengoAccount';
import { channelOf } from '../shared/trengoChannels';
import { turnClock } from '../shared/turns';
import type { NodeChoice } from './panel';

/** The credential type of an account at Chatwoot. */
export const CHATWOOT = 'flowElementsChatwootApi';

/** An account with human agents, ready to be asked. */
export interface Account {
	gateway: ConversationGateway;
	/** Where its conversations are, and no others; nothing can be read from it. */
	place: string;
}

/** What only a desk by HTTP is told with a conversation. */
export type DeskCallback = DeskSettings['callback'];

/**
 * Reads the account of an item.
 *
 * @param index the item whose credential is read
 * @param callback where a desk says that the agents are done
 * @throws Error for a credential or a panel that cannot be used, with words that name the field
 */
export async function accountOf(context: IExecuteFunctions | IWebhookFunctions, index: number, choice: NodeChoice, callback?: DeskCallback): Promise<Account> {
	const { http, infobip, provider, turnMs } = choice;
	// Only what is read, replaced or removed is repeated once it may have arrived.
	const sending = serviceSending(http, false);
	switch (provider) {
		case 'chatwoot': {
			const data = await credentialOf(context, CHATWOOT, index);
			const settings = { baseUrl: textOf(data, 'baseUrl'), accountId: textOf(data, 'accountId') };
			const sendRequest = senderToService(context, { type: CHATWOOT, data, baseUrl: settings.baseUrl }, sending);
			return { gateway: chatwootConversations(sendRequest, settings), place: placeOf(provider, chatwootBase(settings)) };
		}
		case 'infobip': {
			const data = await credentialOf(context, INFOBIP, index);
			if (infobip.sender === '') throw new Error('Sender is empty. Write the sender that is registered with Infobip for the channel.');
			const baseUrl = textOf(data, 'baseUrl');
			const sendRequest = senderToService(context, { type: INFOBIP, data, baseUrl }, sending);
			return { gateway: infobipConversations(sendRequest, { baseUrl, ...infobip }), place: placeOf(provider, messageAccount('infobip', data).group) };
		}
		case 'trengo': {
			const data = await credentialOf(context, MESSAGE_CREDENTIALS.trengo, index);
			const account = trengoAccountOf(context, data, sending, turnMs);
			const tools = {
				contact: contactFinder(account.line, choice, cancelSignalOf(context)),
				identifierOf: async (channelId: string) => (await channelOf(account, channelId)).traits?.identifier,
			};
			return { gateway: trengoConversations(account.sendRequest, account, tools), place: placeOf(provider, messageAccount('trengo', data).group) };
		}
		case 'http':
			return await deskOf(context, index, choice, callback);
	}
}

async function deskOf(context: IExecuteFunctions | IWebhookFunctions, index: number, { desk, http }: NodeChoice, callback: DeskCallback): Promise<Account> {
	const connection = await readConnection(context as IExecuteFunctions, index);
	const base = connection?.baseUrl;
	const url = callUrl(desk.url, base, []);
	const sendRequest: SendRequest = senderToService(context, connection?.credentials, serviceSending(http, false));
	const settings: DeskSettings = {
		url,
		headers: connection?.defaultHeaders ?? {},
		idPath: desk.idPath,
		...(desk.statusUrl !== '' && {
			status: {
				urlOf: (id: string) => callUrl(desk.statusUrl.replaceAll(/\{id\}/gi, () => encodeURIComponent(id)), base, []),
				path: desk.statusPath,
				resolved: desk.resolved,
			},
		}),
		...(callback && { callback }),
	};
	return { gateway: httpConversations(sendRequest, settings), place: placeOf('http', '') };
}

/** A conversation of a desk is known by a secret of its own, wherever the desk is. */
export function placeOf(provider: string, account: string): string {
	return `${provider}-${digest(account).slice(0, 16)}`;
}

/** Many runs that are about the same person make one contact. */
function contactFinder(account: string, { http, turnMs }: NodeChoice, signal: AbortSignal | undefined): ContactFinder {
	return async (contacts, wanted) => {
		const tools = { store: flowStore(), waitMs: turnMs + 2 * http.timeoutMs, ...turnClock(signal) };
		const found = await unlessStoreIsAway(async () => await contactFor(contacts, { account, mode: 'findOrCreate', ...wanted }, tools), storeAway);
		return 'problem' in found ? found : { value: found.value.id };
	};
}

function cancelSignalOf(context: IExecuteFunctions | IWebhookFunctions): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

async function credentialOf(context: IExecuteFunctions | IWebhookFunctions, type: string, index: number): Promise<ICredentialDataDecryptedObject> {
	return 'getInputData' in context ? await context.getCredentials(type, index) : await context.getCredentials(type);
}
