import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { TextGateway } from '../../flow/message/textGateway';
import type { Chatbot } from '../../flow/session/drain';
import type { BotReply } from '../../flow/session/reply';
import type { Session } from '../../flow/session/session';
import { textsOf } from '../../flow/session/wording';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import { depthOf } from '../shared/depth';
import { executing } from '../shared/executing';
import type { PanelContext } from '../shared/parameter';
import { keepOptOut } from '../shared/parked/reports';
import { runToItsEnd } from '../shared/subRun';
import type { Delivery, NodeChoice } from './panel';
import { textGatewayOf } from './textGateways';

/** The way of a session's replies. */
export type DeliveryWay = Pick<Chatbot, 'deliver' | 'deliversTogether'>;

/**
 * @param executionId the run of the node
 * @throws Error for a credential or a setting that cannot be used, with words that name the field
 */
export async function deliveryOf(context: PanelContext, { delivery, http }: NodeChoice, executionId: string): Promise<DeliveryWay> {
	switch (delivery.by) {
		case 'none':
			return { deliversTogether: true, deliver: async () => undefined };
		case 'workflow':
			return { deliversTogether: true, deliver: byWorkflow(context, delivery.workflowId, executionId) };
		case 'provider':
			return { deliversTogether: false, deliver: byProvider(await textGatewayOf(context, delivery, http), delivery) };
	}
}

/** A reply that is too long for one text is sent in several; when one of them fails, the others are not sent either. */
function byProvider(gateway: TextGateway, { provider, ticketId }: Delivery & { by: 'provider' }): DeliveryWay['deliver'] {
	return async ({ participant }, replies) => {
		const phone = participant.identifiers.find(({ type }) => type === 'phone')?.value;
		if (phone === undefined && ticketId === '') return 'No phone number of the participant is known.';
		for (const text of replies.flatMap(textsOf)) {
			const outcome = await gateway.send({ messageId: randomUUID(), to: phone ?? '', text, ...(ticketId !== '' && { ticketId }) });
			if (outcome.accepted) continue;
			const { problem } = outcome;
			// Where the list cannot be written to now, the provider will say so again.
			if (problem.optedOut && phone !== undefined) await unlessStoreIsAway(async () => await keepOptOut(phone, provider), () => undefined);
			return `${problem.text} ${problem.advice}`;
		}
		return undefined;
	};
}

function byWorkflow(context: PanelContext, workflowId: string, executionId: string): DeliveryWay['deliver'] {
	const caller = executing(context, executionId);
	return async (session, replies) => {
		const run = await runToItsEnd(caller, { workflowId, item: { json: handedTo(session, replies) }, depth: depthOf(caller) + 1 });
		if (run.state === 'refused') return `n8n did not start the workflow that sends: ${run.error.message}`;
		return run.state === 'failed' ? `The workflow that sends failed: ${run.error.message}` : undefined;
	};
}

function handedTo({ channel, id, participant }: Session, replies: readonly BotReply[]): IDataObject {
	const newest = (wanted: string) => participant.identifiers.find(({ type }) => type === wanted)?.value;
	return {
		sessionId: id,
		...(channel !== undefined && { channel }),
		participant: { id: participant.id, phone: newest('phone'), email: newest('email'), identifiers: participant.identifiers as unknown as IDataObject[] },
		replies: replies.map((reply) => ({ ...reply, texts: textsOf(reply) })) as unknown as IDataObject[],
	};
}
