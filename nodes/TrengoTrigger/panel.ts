import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type { EventOptions, EventsContext } from '../shared/events/panel';
import { readEventOptions } from '../shared/events/panel';
import { explained } from '../shared/explained';
import { MESSAGE_CREDENTIALS, textOf } from '../shared/messageAccounts';

/** A Trengo Trigger as its panel describes it. */
export interface TrengoPanel extends EventOptions {
	/** Trengo's words for the events that start the flow. */
	types: string[];
	/** The decrypted credential. */
	credential: ICredentialDataDecryptedObject;
}

/**
 * Reads the panel of a Trengo Trigger.
 *
 * @throws NodeOperationError for anything that cannot be used, with words that name the field and the remedy
 */
export async function readPanel(context: EventsContext): Promise<TrengoPanel> {
	return await explained(context, async () => {
		const types = context.getNodeParameter('events') as string[];
		if (types.length === 0) throw new Error('No event is chosen. Choose at least one under Events.');
		const credential = await context.getCredentials(MESSAGE_CREDENTIALS.trengo);
		if (textOf(credential, 'token') === '') throw new Error('API Token of the Trengo credential is empty. Copy it from the settings of your Trengo account.');
		return { types, credential, ...readEventOptions(context, context.getNodeParameter('options', {}) as IDataObject) };
	});
}
