import { pathPart, serviceBase, serviceUrl } from '../serviceUrl';

/** How a Typebot is called. */
export interface TypebotSettings {
	/** The Viewer URL of the credential, e.g. `https://typebot.io`. */
	viewerUrl: string;
	/** The public ID of the bot; of a preview its ID. */
	botId: string;
	/** Whether it is not the published bot that is called but the one in the editor; that takes the token. */
	isPreview: boolean;
	/** Whether the credential has a token, which only travels by https. */
	hasToken: boolean;
}

/**
 * @param settings of the credential and the element
 * @returns the URL at which a session begins, and that at which the one with an ID goes on
 * @throws ServiceSettingError
 */
export function typebotUrls({ viewerUrl, botId, isPreview, hasToken }: TypebotSettings): { start: string; continuing: (sessionId: string) => string } {
	const base = serviceBase(viewerUrl, 'Viewer URL', 'https://typebot.io', !hasToken).replace(/\/+$/, '').replace(/\/api(?:\/v1)?$/, '');
	const bot = pathPart(botId, isPreview ? 'Typebot ID' : 'Public ID');
	return {
		start: serviceUrl(base, `/api/v1/typebots/${bot}/${isPreview ? 'preview/startChat' : 'startChat'}`),
		continuing: (sessionId) => serviceUrl(base, `/api/v1/sessions/${pathPart(sessionId, 'The session ID of Typebot')}/continueChat`),
	};
}
