import { botCallbackFaults } from '../../flow/session/botAnswer';
import { openChannelFaults, sessionInReply } from '../../providers/infobip/openChannelReply';

/** What can be told of a callback before the run of its session has looked at it. */
interface CallbackReader {
	faults(body: unknown): string[];
	sessionIn?(body: unknown): string | undefined;
}

/** Engines that call back in words of their own. */
const READERS: ReadonlyMap<string, CallbackReader> = new Map([['infobip', { faults: openChannelFaults, sessionIn: sessionInReply }]]);

const USUAL: CallbackReader = { faults: botCallbackFaults };

/** @returns what is wrong with a callback for a session of an engine, for whoever has sent it; nothing when it can be used */
export function callbackFaults(engine: string, body: unknown): string[] {
	return (READERS.get(engine) ?? USUAL).faults(body);
}

/** @returns our own ID of the session that a callback is about, where the engine gives it back */
export function sessionInCallback(engine: string, body: unknown): string | undefined {
	return (READERS.get(engine) ?? USUAL).sessionIn?.(body);
}
