import type { DeskSettings } from '../../../providers/http/conversations';
import { httpConversations } from '../../../providers/http/conversations';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';

const DESK: DeskSettings = {
	url: 'https://desk.example.com/conversations',
	headers: { 'x-shop': 'nl' },
	idPath: '$.conversation.id',
	status: { urlOf: (id) => `https://desk.example.com/conversations/${encodeURIComponent(id)}`, path: '$.state', resolved: ['closed', 'done'] },
};
const ANN = { phone: '+31612345678', email: 'ann@example.com', name: 'Ann', makesTag: false };

function desk(answer: Answer, settings: DeskSettings = DESK) {
	const service = fakeService(() => answer);
	return { gateway: httpConversations(service.sendRequest, settings), requests: service.requests };
}

const MADE: Answer = { status: 201, body: { conversation: { id: 77 } } };

it('A desk is told all that there is, and what is not given is left out', async () => {
	const { gateway, requests } = desk(MADE, { ...DESK, callback: { url: 'https://n8n.example/webhook/1', token: 't' } });
	const came = await gateway.start({ ...ANN, email: '', tag: 'order', subject: 'A-1', note: 'Said', priority: 'high', queueId: 'q', teamId: '', agentId: 'a', openingMessage: '' });
	expect(came).toEqual({ started: true, id: '77', missed: [] });
	expect(requests[0]).toMatchObject({ method: 'POST', url: DESK.url, headers: { 'x-shop': 'nl', 'content-type': 'application/json' } });
	expect(JSON.parse(requests[0].body ?? '')).toEqual({
		participant: { phone: ANN.phone, name: 'Ann' },
		tag: 'order',
		subject: 'A-1',
		note: 'Said',
		priority: 'high',
		queue: 'q',
		agent: 'a',
		callback: { url: 'https://n8n.example/webhook/1', token: 't' },
	});
});

it.each<[string, Answer, string]>([
	['its answer has no ID', { status: 200, body: { ok: true } }, 'outcomeUnknown'],
	['its answer is no JSON', { status: 200, body: '<html>' }, 'outcomeUnknown'],
	['it answers too late', { cause: 'timeout' }, 'outcomeUnknown'],
	['it fails', { status: 500 }, 'outcomeUnknown'],
	['it refuses', { status: 422, body: { message: 'No such agent; ann@example.com is unknown' } }, 'refused'],
	['the key is wrong', { status: 401 }, 'notAuthorized'],
	['it takes no more', { status: 429, headers: { 'retry-after': '5' } }, 'rateLimited'],
	['nobody is there', { cause: 'refused' }, 'unavailable'],
])('Nothing is told to be started when %s', async (_, answer, code) => {
	const came = await desk(answer).gateway.start(ANN);
	expect(came).toMatchObject({ started: false, problem: { code, text: expect.any(String), advice: expect.any(String) } });
	expect(JSON.stringify(came)).not.toContain('ann@example.com');
});

it.each([['closed', true], ['Done', true], ['open', false], [undefined, false]])('A conversation whose state is %s is resolved: %s', async (state, isResolved) => {
	const { gateway, requests } = desk({ status: 200, body: { state } });
	expect(await gateway.isResolved?.('7/8')).toEqual({ value: isResolved });
	expect(requests[0]).toMatchObject({ method: 'GET', url: 'https://desk.example.com/conversations/7%2F8' });
});

it('A desk that cannot be asked is not asked, and one that fails gives no answer', async () => {
	expect(desk(MADE, { ...DESK, status: undefined }).gateway.isResolved).toBeUndefined();
	expect(await desk({ status: 500, body: { state: 'closed' } }).gateway.isResolved?.('7')).toHaveProperty('problem');
});
