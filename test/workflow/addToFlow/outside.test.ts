import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import type { ApiServer, TakenRequest } from '../../support/apiServer';
import { deadUrl, json, startApi, until } from '../../support/apiServer';
import { startFlow } from '../../support/engine';
import type { AddedRun } from './adding';
import { add, addFlow, people, resultOf, rows } from './adding';

const PHONE = '+31612345678';
const ITEM = { json: { phone: '06 12345678', name: 'Ann', request: { id: 'r-1' }, participant: { id: 'p-1', phone: PHONE, attributes: {} } } };
const NETHERLANDS = { options: { defaultCountry: 'NL' } };

const bodyOf = ({ body }: TakenRequest) => JSON.parse(body) as Record<string, unknown>;
const reasonsOf = ({ other }: AddedRun) => other.map((item) => resultOf(item).reason);

describe('A route', () => {
	const route = (url: string, parameters: INodeParameters = {}): INodeParameters => ({ target: 'route', url, authentication: 'none', ...parameters });
	const connection = (fields: ICredentialDataDecryptedObject) => ({
		flowElementsConnectionApi: { baseUrl: '', authentication: 'bearer', token: 's3cret', defaultHeaders: '{}', ...fields },
	});

	it('gets the variables and the address, and the item tells of its answer', async () => {
		const api = await startApi((_, response) => json(response, 202, { requestId: 'r-9', executionId: '17' }));
		const { added } = await add(route(`${api.url}/webhook/welcome`, NETHERLANDS), { items: [ITEM] });

		const [request] = api.requests;
		expect([request.method, request.path]).toEqual(['POST', '/webhook/welcome']);
		expect(bodyOf(request)).toEqual({ name: 'Ann', phone: PHONE });
		expect(request.headers).toMatchObject({ 'content-type': 'application/json', 'flow-elements-depth': '1' });
		expect(request.headers).not.toHaveProperty('authorization');
		expect(added.map(({ json: { addToFlow, ...variables } }) => [variables, addToFlow])).toEqual([
			[
				ITEM.json,
				{
					status: 'added',
					target: { kind: 'route', id: `${api.url}/webhook/welcome` },
					depth: 1,
					optOutChecked: true,
					details: { httpStatus: 202, requestId: 'r-9', executionId: '17' },
				},
			],
		]);
		expect(added[0]).not.toHaveProperty('metadata');
	});

	it('gives variables back to who waits', async () => {
		const api = await startApi(() => ({ score: 7, name: 'Bob' }));
		const { added } = await add(route(api.url, { ...NETHERLANDS, waits: true, takeBack: 'chosen', takeBackNames: 'score' }), { items: [ITEM] });
		expect(added[0].json).toMatchObject({ score: 7, name: 'Ann' });
	});

	it('gets the token of the connection, and the path of the panel under its base URL', async () => {
		const api = await startApi();
		const parameters = route('/welcome', { ...NETHERLANDS, authentication: 'connection', method: 'PUT' });
		const { added } = await add(parameters, { items: [ITEM], credentials: connection({ baseUrl: `${api.url}/webhook` }) });
		expect(added).toHaveLength(1);
		expect(api.requests).toMatchObject([{ method: 'PUT', path: '/webhook/welcome', headers: { authorization: 'Bearer s3cret' } }]);
	});

	it('gets each participant once, with a key of its own', async () => {
		const api: ApiServer = await startApi(async () => {
			await until(() => api.mostAtOnce === 10);
			return 200;
		});
		await add(route(api.url), { items: people(30) });
		expect(new Set(api.requests.map((request) => bodyOf(request).n)).size).toBe(30);
		expect(new Set(api.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(30);
		expect(api.mostAtOnce).toBe(10);
	});

	it('can be another one for each item, of which one may be missing', async () => {
		const apis = [await startApi(), await startApi()];
		const items = [apis[0].url, apis[1].url, '', apis[0].url].map((url, n) => ({ json: { n, url } }));
		const { added, other } = await add(route('={{ $json.url }}'), { items });
		expect(apis.map(({ requests }) => requests.map((request) => bodyOf(request).n).sort())).toEqual([[0, 3], [1]]);
		expect(added.map(({ json: { n } }) => n)).toEqual([0, 1, 3]);
		expect(other.map((item) => [item.json.n, resultOf(item)])).toEqual([
			[2, expect.objectContaining({ reason: 'targetMissing', message: 'The expression for the flow gives nothing for this item.' })],
		]);
	});

	it('adds nobody when the URL of one item cannot be used', async () => {
		const api = await startApi();
		const items = [api.url, 'welcome', api.url].map((url) => ({ json: { url } }));
		const { run, error, task } = await add(route('={{ $json.url }}'), { items });
		expect(run.status).toBe('error');
		expect(error).toMatch(/^The URL is not a URL/);
		expect(task('Add')?.error?.context).toMatchObject({ itemIndex: 1 });
		expect(api.requests).toEqual([]);
	});

	it('adds nobody when the URL does not lie under the base URL of the connection', async () => {
		const api = await startApi();
		const other = await startApi();
		const parameters = route(other.url, { authentication: 'connection' });
		const { error } = await add(parameters, { items: [ITEM], credentials: connection({ baseUrl: api.url }) });
		expect(error).toMatch(/does not lie under the base URL/);
		expect([api.requests, other.requests]).toEqual([[], []]);
	});

	it('adds nobody when the connection may not be used with it', async () => {
		const api = await startApi();
		const parameters = route(api.url, { authentication: 'connection' });
		const credentials = connection({ allowedHttpRequestDomains: 'domains', allowedDomains: 'example.com' });
		const { run } = await add(parameters, { items: [ITEM], credentials });
		expect(run.status).toBe('error');
		expect(api.requests).toEqual([]);
	});

	it('is asked again after "too many requests", and not after an error', async () => {
		const busy = await startApi((_, response, count) => (count < 3 ? void response.writeHead(429, { 'Retry-After': '0' }).end() : 200));
		const broken = await startApi(() => 500);
		expect((await add(route(busy.url), { items: [{ json: {} }] })).added).toHaveLength(1);
		expect(reasonsOf(await add(route(broken.url), { items: [{ json: {} }] }))).toEqual(['providerError']);
		expect([busy.requests.length, broken.requests.length]).toEqual([3, 1]);
		expect(new Set(busy.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
	});

	it.each(['GET', 'PUT', 'DELETE'])('is not asked again after an error by %s either, because each call starts a flow', async (method) => {
		const broken = await startApi(() => 500);
		const cut = await startApi((_, response) => void response.destroy());
		const parameters = { method, options: { maxRetries: 2 } };
		expect(reasonsOf(await add(route(broken.url, parameters), { items: [{ json: {} }] }))).toEqual(['providerError']);
		expect(reasonsOf(await add(route(cut.url, parameters), { items: [{ json: {} }] }))).toEqual(['noResponse']);
		expect([broken.requests.length, cut.requests.length]).toEqual([1, 1]);
	});

	it('that is not there keeps the participant out', async () => {
		const run = await add(route(await deadUrl(), { options: { maxRetries: 0 } }), { items: [{ json: {} }] });
		expect(reasonsOf(run)).toEqual(['noResponse']);
		expect(run.result.message).toContain('The request did not arrive.');
	});

	it('that does not answer in time keeps the participant out', async () => {
		const api = await startApi(() => undefined);
		const run = await add(route(api.url, { options: { timeout: 100 } }), { items: [{ json: {} }] });
		expect(reasonsOf(run)).toEqual(['noResponse']);
		expect(run.result.message).toContain('It is not known whether the participant entered the flow.');
	});

	it('is not called any more once the run is cancelled', async () => {
		const api: ApiServer = await startApi(() => undefined);
		const { cancel, finished, statuses } = startFlow(addFlow(route(api.url, { options: { concurrency: 2 } }), { items: people(10) }));
		await until(() => api.requests.length === 2);
		cancel();
		const { task } = await finished;
		expect(api.requests).toHaveLength(2);
		expect(statuses).toEqual(['canceled']);
		expect([task('Added'), task('Other')]).toEqual([undefined, undefined]);
	});
});

describe('A flow of Infobip Moments', () => {
	const infobip = (parameters: INodeParameters = {}): INodeParameters => ({ target: 'infobip', campaignId: '200000000000001', ...parameters });
	const account = ({ url }: ApiServer) => ({ flowElementsInfobipApi: { baseUrl: url, apiKey: 'k3y' } });

	type Named = { identifyBy: object };
	const participantsIn = (request: TakenRequest) => bodyOf(request).participants as Named[];
	const postsTo = ({ requests }: ApiServer) => requests.filter(({ method }) => method === 'POST');

	/** An Infobip that takes everybody, and reports so of all but some. */
	async function startInfobip(rejected: string[] = []): Promise<ApiServer> {
		const statusOf = (one: Named) => {
			const isRejected = rejected.some((phone) => JSON.stringify(one).includes(phone));
			return isRejected ? { status: 'REJECTED', errorReason: 'REJECTED_PARTICIPANT' } : { status: 'ACCEPTED' };
		};
		const api: ApiServer = await startApi(({ method, path }) => {
			if (method === 'POST') return { operationId: `op-${path.split('/')[4]}` };
			const sent = postsTo(api).filter((post) => path.startsWith(post.path)).flatMap(participantsIn);
			return { participants: sent.map((one) => ({ identifyBy: one.identifyBy, ...statusOf(one) })) };
		});
		return api;
	}

	it('gets all participants of it in one request, with the key, and the report is read', async () => {
		const api = await startInfobip(['31610000001']);
		const run = await add(infobip(), { items: people(3), credentials: account(api) });

		const posts = postsTo(api);
		expect(posts.map(({ path, headers }) => [path, headers.authorization])).toEqual([['/moments/1/flows/200000000000001/participants', 'App k3y']]);
		expect(participantsIn(posts[0])).toHaveLength(3);
		expect(run.added.map(({ json: { n } }) => n)).toEqual([0, 2]);
		expect(resultOf(run.added[0])).toMatchObject({
			target: { kind: 'infobip', id: '200000000000001' },
			details: { operationId: 'op-200000000000001', status: 'ACCEPTED', confirmed: true },
		});
		expect(run.other.map((item) => [item.json.n, resultOf(item).reason])).toEqual([[1, 'personRejected']]);
	});

	it('is entered without a look at the report, if so wished', async () => {
		const api = await startInfobip();
		const { added } = await add(infobip({ options: { readReport: false } }), { items: people(2), credentials: account(api) });
		expect(added.map((item) => resultOf(item).details?.confirmed)).toEqual([false, false]);
		expect(api.requests.map(({ method }) => method)).toEqual(['POST']);
	});

	it('can be another one for each item: those of one go together, and each gets its own report', async () => {
		const api = await startInfobip();
		const items = people(6).map(({ json }) => ({ json: { ...json, campaign: `${1 + (json.n % 2)}` } }));
		const { added } = await add(infobip({ campaignId: '={{ $json.campaign }}' }), { items, credentials: account(api) });
		const posts = postsTo(api);
		expect(posts.map((post) => [post.path.split('/')[4], participantsIn(post).length])).toEqual([
			['1', 3],
			['2', 3],
		]);
		expect(added.map((item) => resultOf(item).details?.operationId)).toEqual(items.map(({ json: { campaign } }) => `op-${campaign}`));
	});

	it('gets the profile attributes of another person, and no address of the first', async () => {
		const api = await startInfobip();
		const friend = { participant: 'another', phone: '+31687654321', consent: true, variables: 'all', attributes: rows({ name: 'firstName', value: 'Bob' }) };
		const { added } = await add(infobip(friend), { items: [{ json: { phone: PHONE, code: 'X' } }], credentials: account(api) });
		expect(added).toHaveLength(1);
		const [{ body }] = api.requests;
		for (const text of ['31687654321', '"firstName":"Bob"', '"code":"X"']) expect(body).toContain(text);
		expect(body).not.toContain(PHONE.slice(1));
	});

	it('needs an address', async () => {
		const api = await startInfobip();
		const run = await add(infobip(), { items: [{ json: {} }], credentials: account(api) });
		expect(reasonsOf(run)).toEqual(['invalidContact']);
		expect(api.requests).toEqual([]);
	});

	it('adds nobody when the ID of one item cannot be used', async () => {
		const api = await startInfobip();
		const items = ['1', 'summer sale'].map((campaign) => ({ json: { phone: PHONE, campaign } }));
		const { run, error, task } = await add(infobip({ campaignId: '={{ $json.campaign }}' }), { items, credentials: account(api) });
		expect(run.status).toBe('error');
		expect(error).toMatch(/must be a whole number/);
		expect(task('Add')?.error?.context).toMatchObject({ itemIndex: 1 });
		expect(api.requests).toEqual([]);
	});

	it('that does not accept the key keeps all participants out', async () => {
		const refusing = await startApi(() => 401);
		const run = await add(infobip(), { items: people(3), credentials: account(refusing) });
		expect(reasonsOf(run)).toEqual(['notAuthorized', 'notAuthorized', 'notAuthorized']);
		expect(JSON.stringify(run.other)).not.toContain('k3y');
	});
});

describe('A flow of AlertsPanel', () => {
	const alertsPanel = (parameters: INodeParameters = {}): INodeParameters => ({ target: 'alertsPanel', flowKey: 'F-1', ...parameters });
	const account = ({ url }: ApiServer) => ({ flowElementsAlertsPanelApi: { host: url, customerId: '61000', botKey: 'bb67', apiKey: 'k3y' } });

	it('gets each participant by a call of its own, with the raw key', async () => {
		const api = await startApi(() => ({ responseObject: true }));
		const { added } = await add(alertsPanel(NETHERLANDS), { items: [ITEM, ...people(2)], credentials: account(api) });
		expect(added).toHaveLength(3);
		expect(added.map((item) => resultOf(item).details)).toEqual([{ confirmed: false }, { confirmed: false }, { confirmed: false }]);
		const first = api.requests.find(({ query }) => query.get('name') === 'Ann') as TakenRequest;
		expect(first).toMatchObject({ method: 'POST', path: '/bot-api/v1.0/customer/61000/bot/bb67/flow/F-1', headers: { authorization: 'Basic k3y' } });
		expect(Object.fromEntries(first.query)).toEqual({ 'user.phone_no': '31612345678', name: 'Ann', phone: '06 12345678' });
	});

	it('is called so many times at once', async () => {
		const api: ApiServer = await startApi(async () => {
			await until(() => api.mostAtOnce === 3);
			return { responseObject: true };
		});
		await add(alertsPanel({ options: { concurrency: 3 } }), { items: people(9), credentials: account(api) });
		expect([api.requests.length, api.mostAtOnce]).toEqual([9, 3]);
	});

	it('needs a phone number', async () => {
		const api = await startApi();
		const run = await add(alertsPanel(), { items: [{ json: { email: 'ann@example.com' } }, { json: {} }], credentials: account(api) });
		expect(reasonsOf(run)).toEqual(['invalidContact', 'invalidContact']);
		expect(api.requests).toEqual([]);
	});

	it('adds nobody when the credential cannot be used', async () => {
		const credentials = { flowElementsAlertsPanelApi: { host: 'https://api.alertspanel.com', customerId: '', botKey: 'b', apiKey: 'k' } };
		const { run, error } = await add(alertsPanel(), { items: people(1), credentials });
		expect([run.status, error]).toEqual(['error', 'Customer ID of the credential is empty. Fill it in.']);
	});
});
