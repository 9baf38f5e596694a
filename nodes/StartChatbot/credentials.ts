import type { INodeCredentialDescription } from 'n8n-workflow';

import { CONNECTION } from '../shared/connection';
import { deliveryCredentials } from './deliveryProperties';

const asked = (name: string, engine: string, more: Record<string, string[]> = {}): INodeCredentialDescription => {
	return { name, required: true, displayOptions: { show: { operation: ['start'], engine: [engine], ...more } } };
};

/** The credentials of the chatbots, and of the providers that send what they say. */
export const chatbotCredentials: INodeCredentialDescription[] = [
	asked('flowElementsAlertsPanelApi', 'alertsPanel'),
	asked(CONNECTION, 'http', { authentication: ['connection'] }),
	asked('flowElementsInfobipApi', 'infobip'),
	asked('flowElementsRasaApi', 'rasa'),
	asked('flowElementsTypebotApi', 'typebot'),
	...deliveryCredentials({ flowElementsInfobipApi: ['infobip'] }),
];
