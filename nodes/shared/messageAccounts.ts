import type { ICredentialDataDecryptedObject, INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

import { digest } from '../../flow/digest';
import type { MessageProvider } from '../../flow/message/messageEvent';

/** The credential types of the providers of messages. */
export const MESSAGE_CREDENTIALS: Readonly<Record<MessageProvider, string>> = {
	clickatell: 'flowElementsClickatellApi',
	infobip: 'flowElementsInfobipApi',
	trengo: 'flowElementsTrengoApi',
	whatsAppCloud: 'flowElementsWhatsAppCloudApi',
};

/** The parameter that names the provider. */
export function messageProvider(description: string): INodeProperties {
	return {
		displayName: 'Provider',
		name: 'provider',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Clickatell', value: 'clickatell' },
			{ name: 'Infobip', value: 'infobip' },
			{ name: 'Trengo', value: 'trengo' },
			{ name: 'WhatsApp Cloud API (Meta)', value: 'whatsAppCloud' },
		],
		default: 'whatsAppCloud',
		description,
	};
}

/**
 * Which credential a node asks for, by its parameter `provider`. A parameter by which all credentials are shown, n8n's editor
 * takes for the choice of a way to log in and hides it; so each credential is hidden for all providers but its own.
 */
export function messageCredentials(): INodeCredentialDescription[] {
	const providers = Object.keys(MESSAGE_CREDENTIALS);
	return Object.entries(MESSAGE_CREDENTIALS).map(([provider, name]) => {
		return { name, required: true, displayOptions: { hide: { provider: providers.filter((other) => other !== provider) } } };
	});
}

/** What tells the accounts of a provider apart: by it a provider has one place to which it sends all events. */
const MARKS: Readonly<Record<MessageProvider, readonly string[]>> = {
	clickatell: ['apiKey'],
	infobip: ['baseUrl', 'apiKey'],
	trengo: ['baseUrl', 'token'],
	// Meta sends the events of all numbers of an app to one URL.
	whatsAppCloud: ['appSecret'],
};

/**
 * @param data the decrypted credential
 * @returns the account or app that it is for: the same for all credentials of it, and nothing can be read from it
 */
export function messageAccount(provider: MessageProvider, data: ICredentialDataDecryptedObject): { group: string } {
	const marks = MARKS[provider].map((field) => textOf(data, field).replace(/\/$/, ''));
	return { group: digest(JSON.stringify([provider, ...marks])) };
}

/** @returns what stands in a field of a credential, without white space around it */
export function textOf(data: ICredentialDataDecryptedObject, field: string): string {
	return String(data[field] ?? '').trim();
}
