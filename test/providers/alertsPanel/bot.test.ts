import { alertsPanelBot } from '../../../providers/alertsPanel/bot';
import { botCall } from '../support/botCalls';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';

const SETTINGS = { host: 'https://api.alertspanel.com', customerId: '61000', botKey: 'bb67', flowKey: 'F-1' };

function botOn(answer: Answer) {
	const service = fakeService(() => answer);
	return { bot: alertsPanelBot(service.sendRequest, SETTINGS), requests: service.requests };
}

describe('a bot flow of AlertsPanel', () => {
	it('is started by one request, with what it needs to tell its end', async () => {
		const { bot, requests } = botOn({ status: 200, body: { responseObject: true } });
		const call = botCall({ variables: { plan: 'gold' }, callbackUrl: 'https://n8n.example/webhook/1?s=2' });
		expect(await bot.start(call)).toEqual({ answered: true, replies: [] });
		expect(requests).toHaveLength(1);
		const url = new URL(requests[0].url);
		expect(url.pathname).toBe('/bot-api/v1.0/customer/61000/bot/bb67/flow/F-1');
		expect(Object.fromEntries(url.searchParams)).toEqual({
			plan: 'gold',
			flow_message: 'Hello',
			flow_session_id: call.sessionId,
			flow_callback_url: 'https://n8n.example/webhook/1?s=2',
			'user.phone_no': '31612345678',
		});
	});

	it('hears the person by itself', async () => {
		const { bot, requests } = botOn({ status: 500 });
		expect(await bot.message(botCall())).toEqual({ answered: true, replies: [] });
		expect(requests).toHaveLength(0);
	});

	it.each<[string, Answer, 'gone' | 'refused' | 'unreachable', string]>([
		['is not there', { status: 404, body: { message: 'No' } }, 'gone', 'AlertsPanel knows no flow with the key F-1'],
		['may not be started', { status: 401 }, 'refused', 'AlertsPanel does not accept the API key (401).'],
		['does not take the person', { status: 400, body: { message: 'Bad number 31612345678' } }, 'refused', 'It says: Bad number [participant]'],
		['was not started after all', { status: 200, body: { responseObject: false } }, 'refused', 'answered that it did not add the participant'],
		['is busy', { status: 429 }, 'unreachable', '(429)'],
		['fails', { status: 500 }, 'unreachable', 'error 500'],
		['cannot be reached', { cause: 'dns' }, 'unreachable', 'The request did not arrive.'],
	])('says why it does not start: it %s', async (_, answer, failure, message) => {
		const { bot, requests } = botOn(answer);
		expect(await bot.start(botCall())).toEqual({ answered: false, failure, message: expect.stringContaining(message) });
		expect(requests).toHaveLength(1);
	});

	it('needs a phone number', async () => {
		const { bot, requests } = botOn({ status: 200 });
		expect(await bot.start(botCall({ participantKey: 'ann@example.com' }))).toEqual({
			answered: false,
			failure: 'refused',
			message: 'The participant has no phone number; AlertsPanel needs one.',
		});
		expect(requests).toHaveLength(0);
	});

	it('tells its end by a callback', () => {
		const { bot } = botOn({ status: 200 });
		expect(bot.readCallback?.({ done: 'true', exit: 'endedByUser', variables: { size: 'M' } })).toEqual({
			answered: true,
			replies: [],
			variables: { size: 'M' },
			end: { exit: 'endedByUser' },
		});
		expect(bot.callbackFaults?.({})).toHaveLength(1);
	});

	it('passes the cancelling of the run on', async () => {
		await expect(alertsPanelBot(() => Promise.reject(new Error('cancelled')), SETTINGS).start(botCall())).rejects.toThrow('cancelled');
	});
});
