import { createHmac } from 'node:crypto';

import type { HttpRequest } from '../../../flow/http/message';
import { chatwootConversations } from '../../../providers/chatwoot/conversations';
import { chatwootProofFault, chatwootResolvedIn } from '../../../providers/chatwoot/webhookEvents';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';

const BASE = 'https://app.chatwoot.com/api/v1/accounts/7';
const ANN = { phone: '+31612345678', email: 'ann@example.com', name: 'Ann' };
const HANDOVER = { ...ANN, channelId: '1', makesTag: false };

const ok = (body: unknown): Answer => ({ status: 200, body });
const KNOWN = ok({ payload: [{ id: 12, phone_number: '+31612345678', contact_inboxes: [{ inbox: { id: 1 }, source_id: 'src-1' }] }] });
const NOBODY = ok({ payload: [] });
/** Answers by the end of the path; what is not named is fine. */
function chatwoot(answers: Record<string, Answer> = {}) {
	const usual: Record<string, Answer> = { '/contacts/search': KNOWN, '/conversations': ok({ id: 55 }), '/labels': ok({ payload: [{ title: 'order' }] }) };
	const service = fakeService(({ method, url }) => {
		const { pathname } = new URL(url);
		const place = pathname.slice(new URL(BASE).pathname.length);
		return answers[`${method} ${place}`] ?? answers[place] ?? usual[place] ?? ok({});
	});
	const made = ({ method, url, body }: HttpRequest) => `${method} ${url.replace(BASE, '')}${body ? ` ${body}` : ''}`;
	return {
		gateway: chatwootConversations(service.sendRequest, { baseUrl: 'https://app.chatwoot.com', accountId: '7' }),
		sent: () => service.requests.map(made),
		written: () => service.requests.filter(({ method }) => method === 'POST').map(made),
	};
}

it('A known contact is talked to in the inbox, with label, note, priority, team and agent', async () => {
	const { gateway, written } = chatwoot();
	const all = { ...HANDOVER, tag: 'Order', subject: 'A-1', note: 'Said so far', priority: 'normal', teamId: '21', agentId: '11', openingMessage: 'One moment' } as const;
	expect(await gateway.start(all)).toEqual({ started: true, id: '55', contactId: '12', missed: [] });
	const conversation = {
		inbox_id: 1,
		contact_id: 12,
		source_id: 'src-1',
		status: 'open',
		assignee_id: 11,
		team_id: 21,
		additional_attributes: { mail_subject: 'A-1' },
		message: { content: 'One moment' },
	};
	expect(written()).toEqual([
		`POST /conversations ${JSON.stringify(conversation)}`,
		`POST /conversations/55/labels ${JSON.stringify({ labels: ['Order'] })}`,
		`POST /conversations/55/messages ${JSON.stringify({ content: 'A-1\n\nSaid so far', message_type: 'outgoing', private: true })}`,
		`POST /conversations/55/toggle_priority ${JSON.stringify({ priority: 'medium' })}`,
	]);
});

it('Somebody who is not known is looked for by phone and by email, and then made', async () => {
	const { gateway, sent } = chatwoot({ '/contacts/search': NOBODY, '/contacts': ok({ payload: { contact: { id: 13 } } }) });
	expect(await gateway.start(HANDOVER)).toMatchObject({ started: true, contactId: '13' });
	expect(sent().slice(0, 3)).toEqual([
		'GET /contacts/search?q=31612345678&page=1',
		'GET /contacts/search?q=ann%40example.com&page=1',
		`POST /contacts ${JSON.stringify({ inbox_id: 1, name: 'Ann', phone_number: ANN.phone, email: ANN.email })}`,
	]);
});

it('A contact whose number only looks alike is another one', async () => {
	const { gateway } = chatwoot({ '/contacts/search': ok({ payload: [{ id: 14, phone_number: '+316123456789' }] }), '/contacts': ok({ payload: { contact: { id: 15 } } }) });
	expect(await gateway.start({ ...HANDOVER, email: '' })).toMatchObject({ contactId: '15' });
});

describe('A tag', () => {
	it('that the account does not have is refused before anything is made', async () => {
		const { gateway, written } = chatwoot();
		expect(await gateway.start({ ...HANDOVER, tag: 'refund' })).toMatchObject({ started: false, problem: { code: 'tagUnknown' } });
		expect(written()).toEqual([]);
	});

	it('is made where that is wanted and its name can be one', async () => {
		const { gateway, written } = chatwoot();
		expect(await gateway.start({ ...HANDOVER, tag: 'two words', makesTag: true })).toMatchObject({ started: false, problem: { code: 'tagInvalid' } });
		expect(await gateway.start({ ...HANDOVER, tag: 'Refund', makesTag: true })).toMatchObject({ started: true });
		expect(written()[0]).toBe(`POST /labels ${JSON.stringify({ title: 'refund', show_on_sidebar: true })}`);
	});
});

it.each<[string, Record<string, Answer>, object]>([
	['the address is no good', { '/contacts/search': NOBODY, '/contacts': { status: 422, body: { message: 'Phone number +31612345678 is not valid' } } }, { code: 'contactInvalid' }],
	['the key is wrong', { '/contacts/search': { status: 401, body: { error: 'Invalid Access Token' } } }, { code: 'notAuthorized' }],
	['the search fails', { '/contacts/search': { status: 500 } }, { code: 'unavailable' }],
	['the contact may have been made', { '/contacts/search': NOBODY, '/contacts': { cause: 'timeout' } }, { code: 'unavailable' }],
	['the conversation may have been made', { '/conversations': { cause: 'timeout' } }, { code: 'outcomeUnknown' }],
	['there is no such team', { '/conversations': { status: 404, body: { error: 'Resource could not be found' } } }, { code: 'refused', httpStatus: 404 }],
	['there are too many requests', { '/conversations': { status: 429, headers: { 'retry-after': '9' } } }, { code: 'rateLimited', retryAfterMs: 9000 }],
])('Nothing is started when %s, and nobody is named', async (_, answers, problem) => {
	const came = await chatwoot(answers).gateway.start(HANDOVER);
	expect(came).toMatchObject({ started: false, problem: { text: expect.any(String), advice: expect.any(String), ...problem } });
	expect(JSON.stringify(came)).not.toMatch(/31612345678|ann@example/);
});

it('An inbox that is no number is refused without a request', async () => {
	const { gateway, sent } = chatwoot();
	expect(await gateway.start({ ...HANDOVER, channelId: '1/../2' })).toMatchObject({ started: false, problem: { code: 'refused' } });
	expect(sent()).toEqual([]);
});

it('What is missed after the start is told, and the rest is done', async () => {
	const { gateway } = chatwoot({ '/conversations/55/labels': { status: 500 }, '/conversations/55/toggle_priority': { status: 404 } });
	expect(await gateway.start({ ...HANDOVER, tag: 'order', note: 'n', priority: 'high' })).toMatchObject({ started: true, missed: [{ step: 'tag' }, { step: 'priority' }] });
});

it.each([['resolved', true], ['open', false], ['pending', false], ['snoozed', false]])('A conversation that is %s is resolved: %s', async (status, isResolved) => {
	const { gateway } = chatwoot({ 'GET /conversations/55': ok({ id: 55, status }) });
	expect(await gateway.isResolved?.('55')).toEqual({ value: isResolved });
});

it('Whether it is resolved is not guessed', async () => {
	expect(await chatwoot({ 'GET /conversations/55': { status: 500 } }).gateway.isResolved?.('55')).toHaveProperty('problem');
	expect(await chatwoot({ 'GET /conversations/55': ok({}) }).gateway.isResolved?.('55')).toHaveProperty('problem');
});

describe('An event of Chatwoot', () => {
	it.each<[unknown, string[]]>([
		[{ event: 'conversation_status_changed', id: 55, status: 'resolved' }, ['55']],
		[{ event: 'conversation_updated', id: 55, status: 'resolved' }, ['55']],
		[{ event: 'conversation_status_changed', id: 55, status: 'open' }, []],
		[{ event: 'message_created', id: 55, status: 'resolved' }, []],
		[{ event: 'conversation_status_changed', status: 'resolved' }, []],
		[[1], []],
		[null, []],
	])('%j tells of %j', (body, resolved) => {
		expect(chatwootResolvedIn(body)).toEqual(resolved);
	});

	it('is proved by the signature of its raw body', () => {
		const now = new Date('2026-12-01T10:00:00Z');
		const body = Buffer.from('{"event":"x"}');
		const timestamp = String(now.getTime() / 1000);
		const signed = (secret: string, at = timestamp) => `sha256=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')}`;
		expect(chatwootProofFault(body, { signature: signed('s3cret'), timestamp }, 's3cret', now)).toBeUndefined();
		expect(chatwootProofFault(body, { signature: signed('other'), timestamp }, 's3cret', now)).toBeDefined();
		expect(chatwootProofFault(Buffer.from('{}'), { signature: signed('s3cret'), timestamp }, 's3cret', now)).toBeDefined();
		expect(chatwootProofFault(body, { signature: signed('s3cret', '1'), timestamp: '1' }, 's3cret', now)).toBeDefined();
		expect(chatwootProofFault(body, { signature: signed(''), timestamp }, '', now)).toBeDefined();
		expect(chatwootProofFault(body, {}, 's3cret', now)).toBeDefined();
	});
});
