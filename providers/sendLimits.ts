import type { MessageProvider } from '../flow/message/messageEvent';
import type { SendLimits } from '../flow/template/pace';

/** What a WhatsApp number may send in a second unless Meta has raised it. */
const META_PER_SECOND = 80;

/**
 * How fast the providers take messages, by their documents: Infobip's API description (x-throttling-info), Trengo's page
 * on rate limits, and Meta's on throughput and pair rate. Clickatell publishes no limit.
 */
const LIMITS: Readonly<Record<MessageProvider, SendLimits>> = {
	clickatell: {},
	infobip: { requests: { sends: 4_000, per: 'second', burst: 400 } },
	trengo: { requests: { sends: 120, per: 'minute', burst: 10 } },
	whatsAppCloud: metaLimits(META_PER_SECOND),
};

/**
 * @param perSecond how many messages a sender at Meta may send in a second, if that is another number than usual
 * @returns the limits that are kept for a provider
 */
export function sendLimitsOf(provider: MessageProvider, perSecond?: number): SendLimits {
	return provider === 'whatsAppCloud' && perSecond !== undefined ? metaLimits(perSecond) : LIMITS[provider];
}

/** One message every six seconds to the same receiver, as the pair rate limit has it in the long run. */
function metaLimits(perSecond: number): SendLimits {
	return {
		requests: { sends: perSecond, per: 'second', burst: Math.max(1, Math.floor(perSecond / 10)) },
		perReceiver: { sends: 10, per: 'minute', burst: 1 },
	};
}
