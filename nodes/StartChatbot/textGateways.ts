import type { IExecuteFunctions } from 'n8n-workflow';

import type { TextGateway } from '../../flow/message/textGateway';
import { clickatellTexts } from '../../providers/clickatell/texts';
import { infobipTexts } from '../../providers/infobip/texts';
import { sendLimitsOf } from '../../providers/sendLimits';
import { trengoTexts } from '../../providers/trengo/texts';
import { whatsAppCloudTexts } from '../../providers/whatsAppCloud/texts';
import { MESSAGE_CREDENTIALS } from '../shared/messageAccounts';
import type { PanelContext } from '../shared/parameter';
import { senderToService, serviceSending } from '../shared/sending';
import { sendLine, turnsIn } from '../shared/turns';
import type { Delivery, NodeChoice } from './panel';

/** Somebody waits for the chatbot's answer. */
const TURN_MS = 60_000;

/**
 * @returns the way in which a provider sends texts
 * @throws Error for a credential or sender that cannot be used, with words that name the field
 */
export async function textGatewayOf(context: PanelContext, { provider, sender }: Delivery & { by: 'provider' }, http: NodeChoice['http']): Promise<TextGateway> {
	const type = MESSAGE_CREDENTIALS[provider];
	const data = await context.getCredentials(type);
	const text = (name: string) => String(data[name] ?? '').trim();
	const baseUrl = text('baseUrl');
	// Nothing is sent twice, and all elements together keep to what the provider takes.
	const signal = (context as Partial<IExecuteFunctions>).getExecutionCancelSignal?.();
	const turns = turnsIn(sendLine(provider, data, sender), sendLimitsOf(provider), TURN_MS, signal);
	const sendRequest = senderToService(context, { type, data, baseUrl }, { ...serviceSending(http, 'never'), turns });
	switch (provider) {
		case 'clickatell':
			return clickatellTexts(sendRequest, { baseUrl });
		case 'infobip':
			if (sender === '') throw new Error('Sender is empty. Write the WhatsApp number that is registered with Infobip.');
			return infobipTexts(sendRequest, { baseUrl, sender });
		case 'trengo':
			return trengoTexts(sendRequest, { baseUrl });
		case 'whatsAppCloud':
			return whatsAppCloudTexts(sendRequest, { baseUrl, version: text('version'), phoneNumberId: sender || text('phoneNumberId') });
	}
}
