import type { MessageEvent, MessageProvider } from '../../../flow/message/messageEvent';
import { Reports } from '../../../flow/message/reports';
import { OptOuts } from '../../../flow/optOut/optOuts';
import { flowStore } from '../../../flow/store/theStore';
import { wakeAt } from './waking';

/** The line in which runs stand that are woken late, because n8n was down. */
export const REPORTS_LINE = 'message-reports';

/** A run that waits for the reports of many messages is not woken for each of them. */
const MANY = 20;
const TOGETHER_MS = 1_000;
/** Meta delivers again for seven days. */
const NOTED_FOR_MS = 8 * 86_400_000;

/**
 * Keeps what a provider reports of a message, and wakes the run that waits for it, in whichever process it comes in and
 * whether that run is parked already or is just about to be.
 *
 * @throws StoreUnavailable; the provider is to deliver the report again then
 */
export async function takeReport(event: MessageEvent): Promise<void> {
	if (event.problem?.optedOut === true) await noteOptOut(event);
	for (const { url, ticket, messages } of await new Reports(flowStore()).keep(event)) {
		const nowMs = Date.now();
		const dueMs = messages > MANY ? Math.ceil(nowMs / TOGETHER_MS) * TOGETHER_MS : nowMs;
		await wakeAt(dueMs, { url, ticket, line: REPORTS_LINE });
	}
}

/** Of one who has opted in again since, a report that comes a second time tells nothing new. */
async function noteOptOut({ id, phone, provider, channel = 'whatsapp' }: MessageEvent): Promise<void> {
	if (phone === undefined || channel !== 'whatsapp') return;
	const key = `message:opt-out-noted:${provider}:${id}`;
	if ((await flowStore().get(key)) !== undefined) return;
	await keepOptOut(phone, provider);
	await flowStore().put(key, '', NOTED_FOR_MS);
}

/**
 * Puts somebody on our opt-out list who has opted out at a provider.
 *
 * @param phone E.164
 * @throws StoreUnavailable
 */
export async function keepOptOut(phone: string, provider: MessageProvider): Promise<void> {
	const optOut = { channel: 'whatsapp', reason: 'Opted out at the provider', source: provider.toLowerCase() } as const;
	await new OptOuts(flowStore()).add({ type: 'phone', value: phone }, optOut);
}
