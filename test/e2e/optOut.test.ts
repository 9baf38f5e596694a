import { randomInt, randomUUID } from 'node:crypto';

import type { FlowNode, Route } from './support/n8n';
import { credential, flow, json, node, publish, SIMULATOR, simulatorRequests } from './support/n8n';
import './support/patience';

const aPhone = () => `+3161${randomInt(1_000_000, 9_999_999)}`;

/** A flow that asks Opt-Out, with an End for each branch that tells which it is. */
async function asking(parameters: Record<string, unknown>, branches: string[], extra: Partial<FlowNode> = {}): Promise<Route> {
	const start = node('dynamicApiTrigger', 'Called', { path: randomUUID() });
	const optOut = node('optOut', 'Opt-Out', parameters, extra);
	const ends = branches.map((name) =>
		node('apiEnd', name, { respondWith: 'json', jsonFrom: 'json', json: `={{ ({ branch: ${JSON.stringify(name)}, ...$json.optOut }) }}` }),
	);
	return await publish(flow([start, optOut, ...ends], [['Called', 'Opt-Out'], ...branches.map((name, at): [string, string, number] => ['Opt-Out', name, at])]));
}

async function answer(route: Route, body: Record<string, unknown>): Promise<Record<string, unknown>> {
	return (await (await route.call(json(body))).json()) as Record<string, unknown>;
}

const ADDING = ['Opted Out', 'Invalid Contact'];
const VERIFYING = ['Opted Out', 'Not Opted Out', 'Invalid Contact'];

it('whoever is on the list is known in every flow, until taken off it', async () => {
	const add = await asking({ operation: 'add', channel: 'whatsapp', reason: 'Asked by phone' }, ADDING);
	const remove = await asking({ operation: 'remove', channel: 'all' }, ['Removed', 'Invalid Contact']);
	const byWhatsApp = await asking({ operation: 'verify', channel: 'whatsapp' }, VERIFYING);
	const bySms = await asking({ operation: 'verify', channel: 'sms' }, VERIFYING);
	const phone = aPhone();

	expect(await answer(byWhatsApp, { phone })).toMatchObject({ branch: 'Not Opted Out' });
	expect(await answer(add, { phone: `00${phone.slice(1)}` })).toMatchObject({ branch: 'Opted Out' });
	expect(await answer(byWhatsApp, { phone })).toMatchObject({ branch: 'Opted Out' });
	expect(JSON.stringify(await answer(byWhatsApp, { phone }))).toContain('Asked by phone');
	expect(await answer(bySms, { phone })).toMatchObject({ branch: 'Not Opted Out' });
	expect(await answer(remove, { phone })).toMatchObject({ branch: 'Removed' });
	expect(await answer(byWhatsApp, { phone })).toMatchObject({ branch: 'Not Opted Out' });
	expect(await answer(byWhatsApp, { phone: '0612' })).toMatchObject({ branch: 'Invalid Contact' });
});

it('a stop word counts as the whole message only, and a start word takes it back', async () => {
	const keyword = await asking(
		{ operation: 'keyword', message: '={{ $json.text }}', languages: ['english', 'french'], stopWords: 'geen zin meer' },
		['Opted Out', 'Opted In', 'Other Message', 'Invalid Contact'],
	);
	const phone = aPhone();
	const branchOf = async (text: string) => (await answer(keyword, { phone, text })).branch;
	expect(await branchOf('please stop sending')).toBe('Other Message');
	expect(await branchOf(' Stop! ')).toBe('Opted Out');
	expect(await branchOf('START')).toBe('Opted In');
	expect(await branchOf('arrêt')).toBe('Opted Out');
	expect(await branchOf('Geen zin meer.')).toBe('Opted Out');
	expect((await answer(keyword, { phone: 'nobody', text: 'stop' })).branch).toBe('Invalid Contact');
});

it('a list comes in and goes out as CSV', async () => {
	const [phone, email] = [aPhone(), `${randomUUID()}@example.com`];
	const load = await asking({ operation: 'import', csvFrom: 'text', csv: '={{ $json.csv }}', options: { source: 'old system' } }, ['Done']);
	const csv = `Number;Email;Reason\n${phone.replace('+31', '+31 (0)')};;"asked, twice"\n;${email.toUpperCase()};=cmd()\nnobody;;\n`;
	const loaded = await answer(load, { csv });
	expect(loaded).toMatchObject({ branch: 'Done', status: 'imported' });
	expect(JSON.stringify(loaded)).toMatch(/"line":4/);
	expect(JSON.stringify(loaded)).not.toContain('nobody');

	const start = node('dynamicApiTrigger', 'Called', { path: randomUUID() });
	const save = node('optOut', 'Opt-Out', { operation: 'export' });
	const end = node('apiEnd', 'End', { respondWith: 'binary', binaryField: 'data' });
	const route = await publish(flow([start, save, end], [['Called', 'Opt-Out'], ['Opt-Out', 'End']]));
	const response = await route.call(json({}));
	expect(response.headers.get('content-type')).toContain('text/csv');
	const lines = (await response.text()).split('\r\n');
	expect(lines[0]).toBe('type,address,channel,reason,source,at');
	expect(lines.find((line) => line.includes(phone))).toMatch(/^phone,\+31\d{9},all,"asked, twice",old system,\d{4}-/);
	expect(lines.find((line) => line.includes(email))).toMatch(/^email,.*,all,'=cmd\(\),/);
});

it("Infobip's blocklist follows, in one request a second", async () => {
	const credentials = { flowElementsInfobipApi: await credential('flowElementsInfobipApi', { baseUrl: SIMULATOR, apiKey: 'simulator-key' }) };
	const add = await asking({ operation: 'add', mirror: true }, [...ADDING, 'Not Mirrored'], { credentials });
	const remove = await asking({ operation: 'remove', mirror: true }, ['Removed', 'Invalid Contact', 'Not Mirrored'], { credentials });
	const phones = [aPhone(), aPhone(), aPhone()];
	const answers = await Promise.all(phones.map(async (phone) => await answer(add, { phone })));
	expect(answers).toEqual(phones.map(() => expect.objectContaining({ branch: 'Opted Out', mirror: { status: 'accepted' } })));
	expect(await answer(remove, { phone: phones[0] })).toMatchObject({ branch: 'Removed', mirror: { status: 'accepted' } });

	const told = (await simulatorRequests()).filter(({ path }) => path === '/platform/1/blocklists').slice(-4);
	expect(told.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST', 'DELETE']);
	const gaps = told.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(told[index].at));
	expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
});

it('whoever Infobip could not be told of leaves by Not Mirrored, and is opted out here all the same', async () => {
	const credentials = { flowElementsInfobipApi: await credential('flowElementsInfobipApi', { baseUrl: SIMULATOR, apiKey: 'wrong' }) };
	const add = await asking({ operation: 'add', mirror: true }, [...ADDING, 'Not Mirrored'], { credentials });
	const phone = aPhone();
	const said = await answer(add, { phone });
	expect(said).toMatchObject({ branch: 'Not Mirrored', mirror: { status: 'failed', reason: 'notAuthorized' } });
	expect(JSON.stringify(said)).not.toContain('wrong');
	const verify = await asking({ operation: 'verify' }, VERIFYING);
	expect(await answer(verify, { phone })).toMatchObject({ branch: 'Opted Out' });
});
