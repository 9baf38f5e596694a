import { pathPart, serviceBase, serviceUrl } from '../serviceUrl';

/** How an assistant of Rasa is called. */
export interface RasaSettings {
	/** The Base URL of the credential, e.g. `https://rasa.example.com`. */
	baseUrl: string;
	/** Whether the credential has a token, which only travels by https. */
	hasToken: boolean;
	/** The intent with which a session begins; without one it begins with what the person wrote. */
	startIntent?: string;
	/**
	 * By what Rasa tells conversations apart: by the participant, of whom it then remembers earlier sessions, or by the
	 * session.
	 */
	sender: 'participant' | 'session';
	/** Whether the tracker of the conversation is read after each message; Rasa must run with --enable-api. */
	readsTracker: boolean;
}

/**
 * @param settings of the credential and the element
 * @returns the URL to which messages go, and that of the tracker of a conversation. The token is no part of them
 * @throws ServiceSettingError
 */
export function rasaUrls({ baseUrl, hasToken }: Pick<RasaSettings, 'baseUrl' | 'hasToken'>): { webhook: string; tracker: (sender: string) => string } {
	const base = serviceBase(baseUrl, 'Base URL', 'https://rasa.example.com', !hasToken);
	return {
		webhook: serviceUrl(base, '/webhooks/rest/webhook'),
		tracker: (sender) => serviceUrl(base, `/conversations/${pathPart(sender, 'The sender')}/tracker`, [{ name: 'include_events', value: 'NONE' }]),
	};
}
