import { exampleCredentials } from '../../scripts/examples';
import { credential, rest, SIMULATOR } from './support/n8n';

/** The field of each credential that holds its key. */
const KEYS: Record<string, string> = {
	flowElementsChatwootApi: 'token',
	flowElementsClickatellApi: 'apiKey',
	flowElementsInfobipApi: 'apiKey',
	flowElementsRasaApi: 'token',
	flowElementsTrengoApi: 'token',
	flowElementsTypebotApi: 'token',
	flowElementsWhatsAppCloudApi: 'accessToken',
};

/** Chatbots need no key, but can have one. */
const CHATBOTS: Array<{ type: string; data: Record<string, string> }> = [
	{ type: 'flowElementsRasaApi', data: { baseUrl: `${SIMULATOR}/rasa`, authentication: 'query', token: 'simulator-key' } },
	{ type: 'flowElementsRasaApi', data: { baseUrl: `${SIMULATOR}/rasa`, authentication: 'bearer', token: 'simulator-key' } },
	{ type: 'flowElementsTypebotApi', data: { viewerUrl: SIMULATOR, token: 'simulator-key' } },
];

/** Has n8n test a credential, as its editor does when it is saved. */
async function tested(type: string, data: Record<string, string>): Promise<{ status: string; message: string }> {
	const { id, name } = await credential(type, data);
	return await rest('POST', '/credentials/test', { credentials: { id, name, type, data } });
}

describe.each([...exampleCredentials(SIMULATOR), ...CHATBOTS])('the test of the credential $type', ({ type, data }) => {
	it('succeeds with the right key', async () => {
		expect(await tested(type, data)).toMatchObject({ status: 'OK' });
	});

	it('says what is wrong with a wrong one, and does not show it', async () => {
		const { status, message } = await tested(type, { ...data, [KEYS[type]]: 'a-wrong-key' });
		expect(status).toBe('Error');
		expect(message).toMatch(/key|token/i);
		expect(message).not.toContain('a-wrong-key');
	});
});

describe('the test of a credential without a key', () => {
	it.each<[string, Record<string, string>, string]>([
		['flowElementsRasaApi', { baseUrl: `${SIMULATOR}/rasa`, authentication: 'none', token: '' }, 'OK'],
		['flowElementsRasaApi', { baseUrl: `${SIMULATOR}/nothing`, authentication: 'none', token: '' }, 'Error'],
		['flowElementsTypebotApi', { viewerUrl: SIMULATOR, token: '' }, 'OK'],
		['flowElementsTypebotApi', { viewerUrl: `${SIMULATOR}/nothing`, token: '' }, 'Error'],
	])('asks whether somebody is there: %s %j', async (type, data, status) => {
		expect(await tested(type, data)).toMatchObject({ status });
	});
});
