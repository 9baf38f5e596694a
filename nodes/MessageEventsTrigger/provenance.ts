import { isBasic } from '../../flow/message/basicProof';
import { FORWARDED_HEADER, forwardingKey, isForwarded } from '../../flow/message/forwarded';
import { headerOf } from '../../flow/route/callHeaders';
import type { Refusal } from '../../flow/route/problem';
import { refuse } from '../../flow/route/problem';
import type { FlowStore } from '../../flow/store/flowStore';
import { isSignedBy } from '../../providers/whatsAppCloud/webhookProof';
import type { Post } from '../shared/events/post';
import { trengoRefusal } from '../shared/events/trengoProof';
import { textOf } from '../shared/messageAccounts';
import type { EventsPanel } from './panel';

/** From whom a POST comes: from the provider itself, or from another listener that the provider has called. */
export type Provenance = 'listener' | 'provider';

/**
 * Checks that a POST comes from where it should, on the bytes of its body and in constant time.
 *
 * @param listener the id of the listener that is called
 * @returns from whom it comes, or the refusal to answer with
 * @throws StoreUnavailable
 */
export async function provenanceOf(store: FlowStore, panel: EventsPanel, post: Post, listener: string): Promise<Provenance | Refusal> {
	const { headers, rawBody, receivedAt } = post;
	const forwarded = headerOf(headers, FORWARDED_HEADER);
	if (forwarded !== undefined) {
		const isOurs = isForwarded(await forwardingKey(store), forwarded, { listener, rawBody }, receivedAt);
		return isOurs ? 'listener' : refuse('signature-invalid', 'The signature of the listener that hands this on is not valid.');
	}
	return (await faultOf(store, panel, post, listener)) ?? 'provider';
}

async function faultOf(store: FlowStore, panel: EventsPanel, post: Post, listener: string): Promise<Refusal | undefined> {
	const { headers, rawBody } = post;
	switch (panel.provider) {
		case 'whatsAppCloud': {
			const isGood = isSignedBy(rawBody, headerOf(headers, 'x-hub-signature-256'), textOf(panel.credential, 'appSecret'));
			return isGood ? undefined : refuse('signature-invalid', 'X-Hub-Signature-256 is not the signature of the body by the secret of the app.');
		}
		case 'trengo':
			return await trengoRefusal(store, post, listener);
		default: {
			if (!panel.basic || isBasic(headerOf(headers, 'authorization'), panel.basic)) return undefined;
			const wanted = { 'WWW-Authenticate': 'Basic realm="message events", charset="UTF-8"' };
			return refuse('unauthorized', 'User and password of the webhook are missing or not the right ones.', { headers: wanted });
		}
	}
}
