import { pathPart, serviceBase, ServiceSettingError, serviceUrl } from '../serviceUrl';

/** How Meta's Graph API is called with a credential. */
export interface GraphSettings {
	/** The Base URL of the credential. */
	baseUrl: string;
	/** The version of the API, e.g. `v23.0`. */
	version: string;
}

/** A number that sends messages. */
export interface CloudSender extends GraphSettings {
	/** Of the number that messages come from. */
	phoneNumberId: string;
}

/**
 * @param settings of the credential
 * @returns the base URL with the version at its end
 * @throws ServiceSettingError
 */
export function graphBase({ baseUrl, version }: GraphSettings): string {
	const base = serviceBase(baseUrl, 'Base URL', 'https://graph.facebook.com').replace(/\/+$/, '');
	const trimmed = version.trim();
	if (!/^v\d{1,3}\.\d{1,2}$/.test(trimmed)) {
		throw new ServiceSettingError('Version of the credential must be a version of the Graph API, for example v23.0.');
	}
	return `${base}/${trimmed}`;
}

/**
 * @param id an ID that Meta gave
 * @param field its name in the credential
 * @returns it as the path of a URL takes it
 * @throws ServiceSettingError
 */
export function graphId(id: string, field: string): string {
	return pathPart(id, `${field} of the credential`);
}

/**
 * @returns where the messages of a number are sent to
 * @throws ServiceSettingError
 */
export function messagesUrl(settings: CloudSender): string {
	return serviceUrl(graphBase(settings), `/${graphId(settings.phoneNumberId, 'Phone Number ID')}/messages`);
}
