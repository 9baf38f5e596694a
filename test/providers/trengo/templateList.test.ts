import { TemplateListError } from '../../../flow/template/gateway';
import { trengoTemplates } from '../../../providers/trengo/templates';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';

const BASE = 'https://app.trengo.com/api/v2';

const entry = (id: number, rest: object = {}) => ({
	id,
	title: `Order ${id}`,
	slug: `order_${id}`,
	message: 'Hello {{1}}, your order {{2}} is on its way.',
	language: 'en',
	status: 'ACCEPTED',
	...rest,
});

const page = (data: unknown, next: string | null = null): Answer => ({ status: 200, body: { data, links: { next }, meta: { current_page: 1 } } });

const listFrom = async (answer: (count: number) => Answer) => {
	const service = fakeService((_, count) => answer(count));
	const templates = await trengoTemplates(service.sendRequest, { baseUrl: BASE }).list();
	return { templates, requests: service.requests };
};

const urlsOf = (requests: Array<{ url: string }>) => requests.map(({ url }) => url);

it('has the templates in the one form that holds for all providers', async () => {
	const { templates, requests } = await listFrom(() => page([entry(1, { category: 'marketing' })]));
	expect(templates).toEqual([
		{
			id: '1',
			name: 'Order 1',
			language: 'en',
			category: 'MARKETING',
			approval: 'approved',
			status: 'ACCEPTED',
			body: 'Hello {{1}}, your order {{2}} is on its way.',
			buttons: [],
		},
	]);
	expect(requests).toEqual([{ method: 'GET', url: `${BASE}/wa_templates?page=1`, headers: { accept: 'application/json' } }]);
});

it('has those of all pages, asks by their numbers, and never follows a link', async () => {
	const { templates, requests } = await listFrom((count) => page([entry(count)], count < 3 ? 'https://evil.example.com/wa_templates?page=9' : null));
	expect(templates.map(({ id }) => id)).toEqual(['1', '2', '3']);
	expect(urlsOf(requests)).toEqual([1, 2, 3].map((number) => `${BASE}/wa_templates?page=${number}`));
});

it('ends at an empty page, also when there is said to be another', async () => {
	const { templates, requests } = await listFrom((count) => page(count === 1 ? [entry(1)] : [], `${BASE}/wa_templates?page=${count + 1}`));
	expect(templates).toHaveLength(1);
	expect(requests).toHaveLength(2);
});

it('does not go on for ever', async () => {
	await expect(listFrom((count) => page([entry(count)], 'x'))).rejects.toThrow('The list at Trengo does not end: it has more than 400 pages.');
});

it.each([
	['ACCEPTED', 'approved'],
	['accepted', 'approved'],
	['APPROVED', 'approved'],
	['FLAGGED', 'warned'],
	['PENDING', 'notApproved'],
	['REJECTED', 'notApproved'],
	['A WORD THAT NOBODY KNOWS', 'approved'],
	[undefined, 'approved'],
	[{}, 'approved'],
])('knows by the status %j whether a template is %s', async (status, approval) => {
	const { templates } = await listFrom(() => page([entry(1, { status })]));
	expect(templates).toEqual([expect.objectContaining({ approval })]);
});

it('passes over what is no template, and gives a template without a title another name', async () => {
	const { templates } = await listFrom(() => page([null, 'x', {}, entry(2, { title: '', message: null }), entry(3, { title: null, slug: null })]));
	expect(templates).toEqual([expect.objectContaining({ id: '2', name: 'order_2', body: '' }), expect.objectContaining({ id: '3', name: '3' })]);
});

it.each<[string, Answer, string]>([
	['the list is not there', { status: 404, body: { message: 'x' } }, 'Trengo does not list templates at this address. Check the Base URL of the credential, or give the ID of the template.'],
	['the token is wrong', { status: 401, body: { message: 'Unauthenticated.' } }, 'Trengo does not accept the API key (401). Check it in the credential. It says: Unauthenticated.'],
	['there were too many requests', { status: 429 }, 'Trengo takes no more requests for now (429).'],
	['Trengo is down', { status: 503 }, 'Trengo answered with the error 503. It is not known whether another try goes better.'],
	['a page comes', { status: 200, body: '<html>' }, 'Trengo gave an answer that it should not give (200). Check the address in the credential. It is not known whether another try goes better.'],
	['nobody is there', { cause: 'dns' }, 'Trengo gave no response. The host name is not known. Check the URL. The request did not arrive.'],
])('says what is wrong when %s', async (_, answer, message) => {
	const error = await listFrom(() => answer).catch((caught: unknown) => caught);
	expect(error).toBeInstanceOf(TemplateListError);
	expect((error as Error).message).toBe(message);
});

it('has none of it when a later page cannot be read', async () => {
	await expect(listFrom((count) => (count === 1 ? page([entry(1)], 'x') : { status: 500 }))).rejects.toThrow(TemplateListError);
});
