import type { Refusal } from './problem';
import { refuse } from './problem';

/** A call that must be remembered and cannot be is not taken (503): else a repetition of it would run twice. */
export function storeAway(): Refusal {
	const detail = 'What the route must remember of its calls cannot be kept now. Nothing was started; repeat the call later.';
	return refuse('store-unavailable', detail, { headers: { 'Retry-After': '5' } });
}
