import type { HttpRequest } from '../../../flow/http/message';
import { trengoConversations } from '../../../providers/trengo/conversations';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';

const BASE = 'https://app.trengo.com/api/v2';
const HANDOVER = { phone: '+31612345678', email: 'ann@example.com', channelId: '4401', makesTag: false };
const ok = (body: unknown): Answer => ({ status: 200, body });

/** @param knownBy by what the channel knows people */
function trengo(answers: Record<string, Answer> = {}, knownBy: 'email' | 'phone' | undefined = 'phone') {
	const usual: Record<string, Answer> = {
		'/labels': ok({ data: [{ id: 51, name: 'Order' }], links: { next: null } }),
		'/tickets': ok({ id: 900 }),
		'/tickets/900/messages': ok({ message: { id: 1 } }),
	};
	const service = fakeService(({ method, url }) => {
		const place = new URL(url).pathname.replace('/api/v2', '');
		return answers[`${method} ${place}`] ?? answers[place] ?? usual[place] ?? ok({ id: 900 });
	});
	const asked: unknown[] = [];
	const gateway = trengoConversations(service.sendRequest, { baseUrl: BASE }, {
		identifierOf: async () => await Promise.resolve(knownBy),
		contact: async (_, wanted) => {
			asked.push(wanted);
			return await Promise.resolve({ value: '9004' });
		},
	});
	const made = ({ method, url, body }: HttpRequest) => `${method} ${url.replace(BASE, '').split('?')[0]}${body ? ` ${body}` : ''}`;
	return { gateway, asked, written: () => service.requests.filter(({ method }) => method !== 'GET').map(made) };
}

it('A ticket gets label, note, opening message and assignment; the priority stands in the note', async () => {
	const { gateway, asked, written } = trengo();
	const all = { ...HANDOVER, name: 'Ann', tag: 'order', subject: 'A-1', note: 'Said', priority: 'urgent', openingMessage: 'One moment', agentId: '71' } as const;
	expect(await gateway.start(all)).toEqual({ started: true, id: '900', contactId: '9004', missed: [] });
	expect(asked).toEqual([{ identifier: { type: 'phone', value: HANDOVER.phone }, channelId: '4401', name: 'Ann' }]);
	expect(written().map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
		'POST /tickets',
		'POST /tickets/900/labels',
		'POST /tickets/900/messages',
		'POST /tickets/900/messages',
		'POST /tickets/900/assign',
	]);
	expect(written()[2]).toContain(JSON.stringify('A-1\n\nPriority: urgent\n\nSaid'));
	expect(written()[2]).toContain('"internal_note":true');
	expect(written()[3]).toContain('One moment');
	expect(written()[3]).not.toContain('internal_note":true');
});

it.each([['email', HANDOVER.email], ['phone', HANDOVER.phone], [undefined, HANDOVER.phone]] as const)('A channel that knows people by %s is given that', async (knownBy, value) => {
	const { gateway, asked } = trengo({}, knownBy);
	await gateway.start(HANDOVER);
	expect(asked).toMatchObject([{ identifier: { value } }]);
});

it('Nothing is made for somebody whom the channel cannot know, or with a label that there is not', async () => {
	const { gateway, asked, written } = trengo({}, 'email');
	expect(await gateway.start({ ...HANDOVER, email: '' })).toMatchObject({ started: false, problem: { code: 'contactInvalid' } });
	expect(await gateway.start({ ...HANDOVER, tag: 'refund' })).toMatchObject({ started: false, problem: { code: 'tagUnknown' } });
	expect([asked, written()]).toEqual([[], []]);
});

it.each<[string, Record<string, Answer>, string]>([
	['the ticket may have been made', { 'POST /tickets': { cause: 'timeout' } }, 'outcomeUnknown'],
	['Trengo refuses the ticket', { 'POST /tickets': { status: 422, body: { message: 'ann@example.com hoort niet bij dit kanaal' } } }, 'refused'],
	['the token is wrong', { '/labels': { status: 401 } }, 'notAuthorized'],
	['the labels cannot be read', { '/labels': { status: 500 } }, 'unavailable'],
])('Nothing is told to be started when %s', async (_, answers, code) => {
	const came = await trengo(answers).gateway.start({ ...HANDOVER, tag: 'order' });
	expect(came).toMatchObject({ started: false, problem: { code } });
	expect(JSON.stringify(came)).not.toContain('ann@example.com');
});

it('What is missed after the start is told', async () => {
	const { gateway } = trengo({ 'POST /tickets/900/labels': { status: 404 }, 'POST /tickets/900/assign': { status: 422 } });
	expect(await gateway.start({ ...HANDOVER, tag: 'order', teamId: '31' })).toMatchObject({ started: true, missed: [{ step: 'tag' }, { step: 'assignment' }] });
});

it.each([['CLOSED', true], ['OPEN', false], ['ASSIGNED', false]])('A ticket that is %s is resolved: %s', async (status, isResolved) => {
	expect(await trengo({ 'GET /tickets/900': ok({ id: 900, status }) }).gateway.isResolved?.('900')).toEqual({ value: isResolved });
});
