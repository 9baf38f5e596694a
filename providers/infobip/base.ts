import { serviceBase, ServiceSettingError } from '../serviceUrl';

/**
 * @param baseUrl the Base URL of the credential
 * @returns it, checked
 * @throws ServiceSettingError
 */
export function infobipBase(baseUrl: string): string {
	return serviceBase(baseUrl, 'Base URL', 'https://xxxxx.api.infobip.com');
}

/**
 * @param sender the registered WhatsApp number that messages come from, in international form
 * @returns its digits
 * @throws ServiceSettingError for what is no number
 */
export function senderDigits(sender: string): string {
	const digits = sender.replace(/[\s().-]/g, '').replace(/^(?:\+|00)/, '');
	if (/^\d{1,24}$/.test(digits)) return digits;
	throw new ServiceSettingError('Sender must be the WhatsApp number that Infobip knows as your sender, for example +447860099299.');
}
