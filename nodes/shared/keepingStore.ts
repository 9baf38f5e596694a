import type { Keeping } from '../../flow/route/callerSession';
import { Heartbeat } from '../../flow/route/heartbeat';
import { RequestLog } from '../../flow/route/requestLog';
import { flowStore } from '../../flow/store/theStore';

/** The heartbeat of this process. It begins when something is first noted down as being done here. */
export const heartbeat = new Heartbeat(flowStore);

/** @throws StoreUnavailable */
export function requestLog({ scope }: Pick<Keeping, 'scope'>): RequestLog {
	return new RequestLog(flowStore(), scope);
}
