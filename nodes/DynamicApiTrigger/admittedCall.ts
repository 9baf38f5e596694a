import type { Admission, RouteCall } from '../../flow/route/admission';
import type { CallerResponse } from '../../flow/route/callerAnswer';
import type { RoutePanel } from './route';

/** A call that has passed all checks of a route. */
export interface AdmittedCall extends Admission {
	panel: RoutePanel;
	call: RouteCall;
	requestId: string;
	receivedAt: Date;
	response: CallerResponse;
}
