import { trengoWebhooks } from '../../../providers/trengo/webhooks';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';

const BASE = 'https://app.trengo.com/api/v2';
const NEW = { name: 'n8n', type: 'INBOUND', url: 'https://n8n.example.com/webhook/abc?event=INBOUND' };

function webhooksWith(answer: (count: number) => Answer) {
	const service = fakeService((_, count) => answer(count));
	return { webhooks: trengoWebhooks(service.sendRequest, { baseUrl: BASE }), requests: service.requests };
}

describe('to make a webhook', () => {
	it('gives its id and its secret', async () => {
		const { webhooks, requests } = webhooksWith(() => ({ status: 200, body: { id: 12, title: 'n8n', type: 'INBOUND', url: NEW.url, signing_secret: 'hush' } }));
		expect(await webhooks.create(NEW)).toEqual({ id: '12', signingSecret: 'hush' });
		expect(requests).toEqual([
			{
				method: 'POST',
				url: `${BASE}/webhooks`,
				headers: { accept: 'application/json', 'content-type': 'application/json' },
				body: JSON.stringify(NEW),
			},
		]);
	});

	it('also when they stand one level deeper', async () => {
		const { webhooks } = webhooksWith(() => ({ status: 201, body: { data: { id: 12, signing_secret: 'hush' } } }));
		expect(await webhooks.create(NEW)).toEqual({ id: '12', signingSecret: 'hush' });
	});

	it.each<[string, Answer, string]>([
		['the token is wrong', { status: 401, body: { message: 'Unauthenticated.' } }, 'Trengo does not accept the API key (401). Check it in the credential. It says: Unauthenticated.'],
		['Trengo does not like it', { status: 422, body: { message: 'Invalid.', errors: { url: ['The url format is invalid.'] } } }, 'Trengo refused the request (422). It says: Invalid. The url format is invalid.'],
		['Trengo is down', { status: 500 }, 'Trengo answered with the error 500. It is not known whether the webhook for INBOUND was made.'],
		['no answer comes', { cause: 'timeout' }, 'It is not known whether the webhook for INBOUND was made.'],
		['it has no secret', { status: 200, body: { id: 12 } }, 'its answer has no ID or no signing secret'],
		['a page comes', { status: 200, body: '<html>' }, 'its answer has no ID or no signing secret'],
	])('says what is wrong when %s', async (_, answer, message) => {
		await expect(webhooksWith(() => answer).webhooks.create(NEW)).rejects.toThrow(message);
	});
});

describe('the webhooks that there are', () => {
	it('are read from all pages, without their secrets', async () => {
		const { webhooks, requests } = webhooksWith((count) => ({
			status: 200,
			body: { data: [{ id: count, title: 'n8n', type: 'INBOUND', url: NEW.url, signing_secret: 'hush' }, {}], links: { next: count < 2 ? 'https://evil.example.com' : null } },
		}));
		expect(await webhooks.list()).toEqual([
			{ id: '1', ...NEW },
			{ id: '2', ...NEW },
		]);
		expect(requests.map(({ url }) => url)).toEqual([`${BASE}/webhooks?page=1`, `${BASE}/webhooks?page=2`]);
	});

	it('say why they cannot be read', async () => {
		await expect(webhooksWith(() => ({ status: 403 })).webhooks.list()).rejects.toThrow('Trengo does not allow this with the API key (403).');
	});
});

describe('to remove a webhook', () => {
	it('asks Trengo to', async () => {
		const { webhooks, requests } = webhooksWith(() => ({ status: 200, body: {} }));
		await webhooks.remove('12');
		expect(requests).toEqual([{ method: 'DELETE', url: `${BASE}/webhooks/12`, headers: { accept: 'application/json' } }]);
	});

	it('is done when there is none any more', async () => {
		await expect(webhooksWith(() => ({ status: 404 })).webhooks.remove('12')).resolves.toBeUndefined();
	});

	it('fails with words', async () => {
		await expect(webhooksWith(() => ({ status: 500 })).webhooks.remove('12')).rejects.toThrow(
			'Trengo answered with the error 500. It is not known whether the webhook was removed.',
		);
	});

	it.each(['', ' ', '..'])('does not touch another address for the id %j', async (id) => {
		const { webhooks, requests } = webhooksWith(() => ({ status: 200 }));
		await expect(webhooks.remove(id)).rejects.toThrow('ID of the webhook');
		expect(requests).toEqual([]);
	});
});
