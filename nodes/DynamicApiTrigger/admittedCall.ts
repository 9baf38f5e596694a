import type { RouteCall } from '../../flow/route/admission';
import type { CallerResponse } from '../../flow/route/callerAnswer';
import type { RoutePanel } from './route';

/** A call that has passed all checks of a route. */
export interface AdmittedCall {
	panel: RoutePanel;
	call: RouteCall;
	/** The flow variables that it brings. */
	variables: Record<string, unknown>;
	requestId: string;
	receivedAt: Date;
	response: CallerResponse;
}
