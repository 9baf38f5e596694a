import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { TAKEN_FOR_MS } from '../../flow/message/recognized';
import { isStarting } from '../../nodes/shared/parked/readiness';
import type { Listening } from './support/listening';
import { listen, META, metaMessage, postSigned } from './support/listening';
import type { Execution } from './support/n8n';
import { until } from './support/n8n';
import type { OwnN8n } from './support/ownN8n';
import { startOwnN8n } from './support/ownN8n';

const EVENTS = 40;

/** Such a run takes moments; of one that was killed just as it began n8n keeps for ever that it runs. */
const isDead = ({ createdAt, status }: Execution) => ['new', 'running'].includes(status) && Date.now() - Date.parse(createdAt) > 30_000;

describe('when n8n is killed while events come in', () => {
	let own: OwnN8n;
	let isOver = false;
	beforeAll(async () => {
		own = await startOwnN8n();
	}, 120_000);
	afterAll(async () => {
		isOver = true;
		await own.stop();
	}, 60_000);

	it('a provider that delivers again until it is answered with 200 loses none, and no flow has one twice', async () => {
		const secret = randomUUID();
		const saved = await own.api.credential('flowElementsWhatsAppCloudApi', { ...META, appSecret: secret });
		const flows: Listening[] = [];
		for (let count = 0; count < 2; count++) flows.push(await listen({ provider: 'whatsAppCloud', events: ['message'] }, { flowElementsWhatsAppCloudApi: saved }, own.api));

		const redelivered = new Set<string>();
		const deliver = async (id: string, body: string) => {
			while (!isOver) {
				// While it starts, n8n itself answers every call with 200, for some moments. A load balancer that asks its readiness
				// page, as our documents say, lets nobody come to it then.
				const isTaken = await postSigned(flows[0].url, secret, body).then(
					async (response) => response.status === 200 && !isStarting(await response.text()),
					() => false,
				);
				if (isTaken) return;
				redelivered.add(id);
				await sleep(2_000 + Math.random() * 2_000);
			}
		};
		const ids = Array.from({ length: EVENTS }, () => `wamid.${randomUUID()}`);
		const deliveries = ids.map(async (id, index) => {
			await sleep(index * 25);
			await deliver(id, metaMessage(id, '31612345678'));
		});
		await sleep(EVENTS * 12);
		await own.killAndRestart();
		await Promise.all(deliveries);
		expect(redelivered.size).toBeGreaterThan(0);

		for (const flow of flows) {
			const seenAndCutOff = async () => {
				const executions = await flow.executions();
				const ran = await Promise.all(executions.filter(({ status }) => status === 'success').map(async ({ id }) => await own.api.runDataOf(id)));
				const seen = ran.flatMap(({ After }) => After?.[0].data.main[0].map(({ json }) => String(json.messageId)) ?? []);
				// Of a run that was killed in the middle n8n keeps that it was, and nothing else; who looks at the list sees it. One that
				// was killed just as it began n8n does not find when it starts anew.
				return { seen, cutOff: executions.filter((one) => one.status === 'crashed' || one.status === 'error' || isDead(one)).length };
			};
			await until(async () => {
				const { seen, cutOff } = await seenAndCutOff();
				return ids.filter((id) => !seen.includes(id)).length <= cutOff;
			});
			const { seen } = await seenAndCutOff();
			expect(new Set(seen).size).toBe(seen.length);
		}
	}, TAKEN_FOR_MS + 180_000);
});
