/** The envelope in which most of Infobip's APIs tell of errors. */
export function exception(reply, status, messageId, text, { headers, validationErrors } = {}) {
	reply.json(status, { requestError: { serviceException: { messageId, text, validationErrors } } }, headers);
}
