/** Why a participant did not enter the secondary flow. Flows compare these codes, so none ever changes its meaning. */
export type ReasonCode =
	/** There is no such flow. */
	| 'targetMissing'
	/** The n8n workflow is a draft, was unpublished, or is archived. */
	| 'targetNotPublished'
	/** The n8n workflow has no "When Executed by Another Workflow". */
	| 'wrongEntryPoint'
	/** The settings of the n8n workflow do not let this flow call it. */
	| 'callerNotAllowed'
	/** The provider's flow is there, but not active. */
	| 'targetInactive'
	/** The other side does not take what it was sent. */
	| 'targetRejected'
	/** The other side does not take this person. */
	| 'personRejected'
	/** The other side does not accept the key. */
	| 'notAuthorized'
	/** The other side takes no more for the moment, also after the retries. */
	| 'rateLimited'
	/** The other side failed. */
	| 'providerError'
	/** No whole response came; the message says whether the person may have entered. */
	| 'noResponse'
	/** Neither a phone number nor an email address that can be used. */
	| 'invalidContact'
	/** The person has not agreed to be contacted. */
	| 'noConsent'
	/** The person is on the opt-out list. */
	| 'optedOut'
	/** The opt-out list could not be read, so nobody was added. */
	| 'optOutListUnavailable'
	/** The profile of the person could not be kept, so nobody was added. */
	| 'participantsUnavailable'
	/** Add to Flow has led on too often: most likely the flows go round in a circle. */
	| 'tooDeep'
	/** The secondary flow stopped with an error. */
	| 'secondaryFlowFailed'
	/** The secondary flow has not ended in time; it goes on by itself. */
	| 'secondaryFlowLate'
	/** How the secondary flow ended is not known, because n8n did not keep its execution. */
	| 'secondaryFlowUnknown';
