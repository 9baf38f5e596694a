import { Registrations } from '../../../flow/message/registrations';
import { headerOf } from '../../../flow/route/callHeaders';
import type { Refusal } from '../../../flow/route/problem';
import { refuse } from '../../../flow/route/problem';
import type { FlowStore } from '../../../flow/store/flowStore';
import { trengoProofFault } from '../../../providers/trengo/webhookProof';
import type { Post } from './post';
import { eventTypeOf } from './trengoWebhooks';

/**
 * Checks that a call comes from Trengo, where each webhook has a secret of its own.
 *
 * @param listener the id of the trigger that is called
 * @returns the refusal to answer with, or undefined for a call that is signed rightly
 * @throws StoreUnavailable
 */
export async function trengoRefusal(store: FlowStore, { headers, query, rawBody, receivedAt }: Post, listener: string): Promise<Refusal | undefined> {
	const webhooks = await new Registrations(store, listener).of(eventTypeOf(query));
	const header = headerOf(headers, 'trengo-signature');
	const faults = webhooks.map(({ secret }) => trengoProofFault(rawBody, header, secret, receivedAt));
	if (faults.includes(undefined)) return undefined;
	return refuse('signature-invalid', faults[0] ?? 'There is no webhook of this type.');
}
