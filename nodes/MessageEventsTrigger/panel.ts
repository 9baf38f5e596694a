import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type { UserAndPassword } from '../../flow/message/basicProof';
import type { EventKind, MessageProvider } from '../../flow/message/messageEvent';
import type { EventOptions, EventsContext } from '../shared/events/panel';
import { readEventOptions } from '../shared/events/panel';
import { explained } from '../shared/explained';
import { MESSAGE_CREDENTIALS, messageAccount, textOf } from '../shared/messageAccounts';

/** A Message Events Trigger as its panel describes it. */
export interface EventsPanel extends EventOptions {
	provider: MessageProvider;
	/** Which events start the flow. */
	kinds: ReadonlySet<EventKind>;
	/** The account or app whose events come in, as a digest. */
	group: string;
	/** The decrypted credential. */
	credential: ICredentialDataDecryptedObject;
	/** What the provider must show, where the credential says so. */
	basic?: UserAndPassword;
	keepLastInbound: boolean;
}

/**
 * Reads the panel of a Message Events Trigger.
 *
 * @throws NodeOperationError for anything that cannot be used, with words that name the field and the remedy
 */
export async function readPanel(context: EventsContext): Promise<EventsPanel> {
	return await explained(context, async () => {
		const provider = context.getNodeParameter('provider') as MessageProvider;
		const credential = await context.getCredentials(MESSAGE_CREDENTIALS[provider]);
		const options = context.getNodeParameter('options', {}) as IDataObject;
		if (provider === 'whatsAppCloud') requireSecrets(credential);
		return {
			provider,
			kinds: readKinds(context),
			group: messageAccount(provider, credential).group,
			credential,
			basic: readBasic(credential),
			keepLastInbound: options.keepLastInbound !== false,
			...readEventOptions(context, options),
		};
	});
}

function readKinds(context: EventsContext): ReadonlySet<EventKind> {
	const kinds = context.getNodeParameter('events') as EventKind[];
	if (kinds.length === 0) throw new Error('No event is chosen. Choose at least one under Events.');
	return new Set(kinds);
}

/** Without them nobody could tell Meta's calls from others. */
function requireSecrets(credential: ICredentialDataDecryptedObject): void {
	if (textOf(credential, 'appSecret') === '') {
		throw new Error("App Secret of the WhatsApp Cloud credential is empty. Copy it from the basic settings of the app in Meta's dashboard.");
	}
	if (textOf(credential, 'verifyToken') === '') {
		throw new Error("Verify Token of the WhatsApp Cloud credential is empty. Make one up, and enter the same in Meta's dashboard.");
	}
}

function readBasic(credential: ICredentialDataDecryptedObject): UserAndPassword | undefined {
	const [user, password] = [credential.webhookUser, credential.webhookPassword].map((value) => String(value ?? ''));
	if (user === '' && password === '') return undefined;
	if (user === '' || password === '') {
		throw new Error('Of Webhook User and Webhook Password of the credential, one is empty. Fill in both, or neither.');
	}
	return { user, password };
}
