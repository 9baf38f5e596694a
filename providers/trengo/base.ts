import { serviceBase } from '../serviceUrl';

/**
 * @param baseUrl the Base URL of the credential
 * @returns it, checked
 * @throws ServiceSettingError
 */
export function trengoBase(baseUrl: string): string {
	return serviceBase(baseUrl, 'Base URL', 'https://app.trengo.com/api/v2');
}
