import { FlowElementsChatwootApi } from '../../credentials/FlowElementsChatwootApi.credentials';

describe('the token of Chatwoot', () => {
	const { authenticate } = new FlowElementsChatwootApi();
	const data = { baseUrl: 'https://chat.example.com', accountId: '1', token: ' hush\n' };

	it('is shown as Chatwoot wants it', async () => {
		const request = { url: 'https://chat.example.com/api/v1/accounts/1/inboxes', headers: { accept: 'application/json' } };
		expect(await authenticate(data, request)).toEqual({ ...request, headers: { accept: 'application/json', api_access_token: 'hush' } });
	});

	it.each(['https://evil.example.com/', 'http://chat.example.com/', 'https://chat.example.com.evil.example/'])('goes nowhere else: %s', async (url) => {
		await expect(authenticate(data, { url })).rejects.toThrow('Chatwoot');
	});
});
