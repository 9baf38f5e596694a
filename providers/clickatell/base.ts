import { serviceBase } from '../serviceUrl';

/**
 * @param baseUrl the Base URL of the credential
 * @returns it, checked
 * @throws ServiceSettingError
 */
export function clickatellBase(baseUrl: string): string {
	return serviceBase(baseUrl, 'Base URL', 'https://platform.clickatell.com');
}
