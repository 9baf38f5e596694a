import { callUrl } from '../flow/call/url';

/** A setting with which a service cannot be called; the message names its field and says what to write there. */
export class ServiceSettingError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'ServiceSettingError';
	}
}

/** Names of this machine, where no one else listens in. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * Checks the address of a service, as somebody wrote it in a credential.
 *
 * @param text e.g. ` https://api.example.com/ `
 * @param field the name of its field, for the error
 * @param example a right one, for the error
 * @param isKeyless whether no key goes along, so that plain http will do, as between the containers of one machine
 * @returns the address without white space around it
 * @throws ServiceSettingError for an address under which the key could be read on its way, or that is none
 */
export function serviceBase(text: string, field: string, example: string, isKeyless = false): string {
	const trimmed = text.trim();
	if (trimmed === '') throw new ServiceSettingError(`${field} of the credential is empty. Write for example ${example}.`);
	const url = URL.parse(trimmed);
	if (!url || !/^https?:$/.test(url.protocol)) {
		throw new ServiceSettingError(`${field} of the credential is not a URL. Write for example ${example}.`);
	}
	if (url.protocol === 'http:' && !isKeyless && !LOOPBACK.test(url.hostname)) {
		throw new ServiceSettingError(`${field} of the credential must begin with https://, so that nobody can read the key on its way.`);
	}
	return trimmed;
}

/**
 * Checks a key or an ID that becomes a part of a URL's path.
 *
 * @returns the text as the path takes it
 * @throws ServiceSettingError for one that is empty, or that would lead to another path
 */
export function pathPart(text: string, field: string): string {
	const trimmed = text.trim();
	if (trimmed === '') throw new ServiceSettingError(`${field} is empty. Fill it in.`);
	// A URL takes these two for steps on the path, encoded or not.
	if (trimmed === '.' || trimmed === '..') throw new ServiceSettingError(`${field} cannot be "${trimmed}".`);
	return encodeURIComponent(trimmed);
}

/**
 * @param base what {@link serviceBase} gave
 * @param path from its root, e.g. `/v1/flows`
 * @param query names and values to add
 */
export function serviceUrl(base: string, path: string, query: ReadonlyArray<{ name: string; value: unknown }> = []): string {
	return callUrl(path, base, query);
}
