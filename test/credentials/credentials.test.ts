import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ICredentialType } from 'n8n-workflow';

import { FlowElementsAlertsPanelApi } from '../../credentials/FlowElementsAlertsPanelApi.credentials';
import { FlowElementsChatwootApi } from '../../credentials/FlowElementsChatwootApi.credentials';
import { FlowElementsClickatellApi } from '../../credentials/FlowElementsClickatellApi.credentials';
import { FlowElementsConnectionApi } from '../../credentials/FlowElementsConnectionApi.credentials';
import { FlowElementsInfobipApi } from '../../credentials/FlowElementsInfobipApi.credentials';
import { FlowElementsRasaApi } from '../../credentials/FlowElementsRasaApi.credentials';
import { FlowElementsRouteTokenApi } from '../../credentials/FlowElementsRouteTokenApi.credentials';
import { FlowElementsSigningSecretApi } from '../../credentials/FlowElementsSigningSecretApi.credentials';
import { FlowElementsTrengoApi } from '../../credentials/FlowElementsTrengoApi.credentials';
import { FlowElementsTypebotApi } from '../../credentials/FlowElementsTypebotApi.credentials';
import { FlowElementsWhatsAppCloudApi } from '../../credentials/FlowElementsWhatsAppCloudApi.credentials';

describe.each<[string, ICredentialType, string[]]>([
	['flowElementsAlertsPanelApi', new FlowElementsAlertsPanelApi(), ['apiKey']],
	['flowElementsChatwootApi', new FlowElementsChatwootApi(), ['token']],
	['flowElementsClickatellApi', new FlowElementsClickatellApi(), ['apiKey', 'webhookPassword']],
	['flowElementsConnectionApi', new FlowElementsConnectionApi(), ['apiKey', 'password', 'token']],
	['flowElementsInfobipApi', new FlowElementsInfobipApi(), ['apiKey', 'webhookPassword']],
	['flowElementsRasaApi', new FlowElementsRasaApi(), ['token']],
	['flowElementsRouteTokenApi', new FlowElementsRouteTokenApi(), ['previousToken', 'token']],
	['flowElementsSigningSecretApi', new FlowElementsSigningSecretApi(), ['secret']],
	['flowElementsTrengoApi', new FlowElementsTrengoApi(), ['token']],
	['flowElementsTypebotApi', new FlowElementsTypebotApi(), ['token']],
	['flowElementsWhatsAppCloudApi', new FlowElementsWhatsAppCloudApi(), ['accessToken', 'appSecret', 'verifyToken']],
])('the credential %s', (name, credential, secrets) => {
	it('has the name by which saved flows know it', () => {
		expect(credential.name).toBe(name);
	});

	it('hides its secrets, and nothing else', () => {
		const hidden = credential.properties
			.filter(({ typeOptions }) => typeOptions?.password === true)
			.map((property) => property.name);
		expect(hidden.sort()).toEqual(secrets);
	});

	it('has icons that exist', () => {
		const { light, dark } = credential.icon as { light: string; dark: string };
		for (const icon of [light, dark]) {
			expect(readFileSync(join(__dirname, '../../credentials', icon.replace('file:', '')), 'utf8')).toContain('<svg');
		}
	});

	it('is registered in the package', () => {
		const { n8n } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
			n8n: { credentials: string[] };
		};
		expect(n8n.credentials).toContain(`dist/credentials/F${name.slice(1)}.credentials.js`);
	});
});
