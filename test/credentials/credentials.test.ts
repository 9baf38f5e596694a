import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ICredentialType } from 'n8n-workflow';

import { FlowElementsConnectionApi } from '../../credentials/FlowElementsConnectionApi.credentials';
import { FlowElementsRouteTokenApi } from '../../credentials/FlowElementsRouteTokenApi.credentials';
import { FlowElementsSigningSecretApi } from '../../credentials/FlowElementsSigningSecretApi.credentials';

describe.each<[string, ICredentialType, string[]]>([
	['flowElementsConnectionApi', new FlowElementsConnectionApi(), ['apiKey', 'password', 'token']],
	['flowElementsRouteTokenApi', new FlowElementsRouteTokenApi(), ['previousToken', 'token']],
	['flowElementsSigningSecretApi', new FlowElementsSigningSecretApi(), ['secret']],
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
