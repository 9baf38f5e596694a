import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { digest } from '../../flow/digest';
import type { HeldBack, TurnClock, Turns, Waiting } from '../../flow/http/turns';
import { pauseLine, waitForTurn } from '../../flow/http/turns';
import type { MessageProvider } from '../../flow/message/messageEvent';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import type { SendLimits } from '../../flow/template/pace';
import { messageAccount, textOf } from './messageAccounts';

/**
 * The line in which all requests stand whose speed a provider limits together; every element that sends takes its turns in
 * it.
 *
 * @param data the decrypted credential
 * @param sender Infobip's sender, or Meta's phone number ID in place of that of the credential
 */
export function sendLine(provider: MessageProvider, data: ICredentialDataDecryptedObject, sender = ''): string {
	switch (provider) {
		case 'trengo':
			// Trengo counts by token, whatever the address.
			return `trengo:${digest(textOf(data, 'token'))}`;
		case 'whatsAppCloud':
			// Credentials for one number at Meta can differ in what else they hold.
			return `whatsAppCloud:${digest(`${textOf(data, 'baseUrl')} ${sender || textOf(data, 'phoneNumberId')}`)}`;
		default:
			return `${provider}:${messageAccount(provider, data).group}:${sender}`;
	}
}

/** @returns the clock of a run, whose waits end when it is cancelled */
export function turnClock(signal: AbortSignal | undefined): TurnClock {
	return { now: Date.now, sleep: async (ms) => await setTimeout(ms, undefined, { signal }) };
}

/**
 * The turns of single requests: each try waits for one of its own, and whom the service asks to wait makes the whole line
 * wait.
 *
 * @param line what {@link sendLine} gave
 * @param limits of the provider
 * @param atMostMs how long a try may wait for its turn, in milliseconds
 * @param signal the run's cancel signal
 */
export function turnsIn(line: string, limits: SendLimits, atMostMs: number, signal: AbortSignal | undefined): Turns {
	const clock = turnClock(signal);
	return {
		async take() {
			const waiting: Waiting = { line, id: randomUUID(), atMostMs };
			const work = async () => {
				const late = await waitForTurn(flowStore(), limits, waiting, clock);
				return late && turnTooLate(late.tooLateMs - clock.now());
			};
			return await unlessStoreIsAway<HeldBack | undefined>(work, ({ message }) => ({ code: 'storeUnavailable', message }));
		},
		// The one who was asked to wait does so by itself; that the others do not know of it, costs them a refusal.
		pause: async (ms) => await unlessStoreIsAway(async () => await pauseLine(flowStore(), line, ms, clock.now()), () => undefined),
	};
}

function turnTooLate(afterMs: number): HeldBack {
	const message = 'The speed limit of the provider would have made this request wait for too long.';
	return { code: 'turnTooLate', message, retryAfterMs: Math.max(0, Math.round(afterMs)) };
}
