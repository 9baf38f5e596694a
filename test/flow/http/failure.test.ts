import { adviceFor, failureOf } from '../../../flow/http/failure';
import type { FailureCause } from '../../../flow/http/message';
import { ResponseTooLargeError } from '../../../flow/http/message';

const withCode = (code: string) => Object.assign(new Error('https://api.example.com/?key=secret'), { code });

describe('the cause of a failure', () => {
	it.each<[string, FailureCause]>([
		['ENOTFOUND', 'dns'],
		['EAI_AGAIN', 'dns'],
		['ECONNREFUSED', 'refused'],
		['EHOSTUNREACH', 'refused'],
		['ENETUNREACH', 'refused'],
		['ECONNABORTED', 'timeout'],
		['ETIMEDOUT', 'timeout'],
		['ECONNRESET', 'cut-off'],
		['EPIPE', 'cut-off'],
		['ERR_STREAM_PREMATURE_CLOSE', 'cut-off'],
		['ERR_BAD_RESPONSE', 'cut-off'],
		['ERR_FR_TOO_MANY_REDIRECTS', 'too-many-redirects'],
		['EPROTO', 'tls'],
		['CERT_HAS_EXPIRED', 'tls'],
		['CERT_NOT_YET_VALID', 'tls'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
		['EWHATEVER', 'unknown'],
		['', 'unknown'],
	])('by the code "%s" is %s', (code, cause) => {
		expect(failureOf(withCode(code))).toBe(cause);
	});

	it.each<[string, unknown, FailureCause]>([
		['an oversized response', new ResponseTooLargeError(), 'response-too-large'],
		['n8n, in httpCode', { name: 'NodeApiError', httpCode: 'ECONNREFUSED' }, 'refused'],
		['n8n, for a response that broke off', { name: 'NodeApiError', httpCode: '200' }, 'cut-off'],
		['the protection against SSRF', Object.assign(new Error('no'), { name: 'SsrfBlockedIpError' }), 'blocked'],
		['the cause of an error', new Error('outer', { cause: withCode('ENOTFOUND') }), 'dns'],
		[
			'the cause of the cause',
			new Error('outer', { cause: new Error('inner', { cause: withCode('ECONNRESET') }) }),
			'cut-off',
		],
		[
			'the outer error before its cause',
			Object.assign(withCode('ETIMEDOUT'), { cause: withCode('ECONNRESET') }),
			'timeout',
		],
		['a code that is no text', { code: 200, httpCode: null }, 'unknown'],
		['an error without a code', new Error('ECONNREFUSED'), 'unknown'],
		['a text', 'ECONNREFUSED', 'unknown'],
		['null', null, 'unknown'],
		['nothing', undefined, 'unknown'],
	])('is told by %s', (_, error, cause) => {
		expect(failureOf(error)).toBe(cause);
	});

	it('is unknown for an error that is its own cause', () => {
		const error = new Error('again') as Error & { cause?: unknown };
		error.cause = error;
		expect(failureOf(error)).toBe('unknown');
	});

	it('is not looked for deeper than five errors', () => {
		const nested = (depth: number): Error =>
			depth === 0 ? withCode('ENOTFOUND') : new Error('outer', { cause: nested(depth - 1) });
		expect(failureOf(nested(4))).toBe('dns');
		expect(failureOf(nested(5))).toBe('unknown');
	});
});

describe('the advice', () => {
	it.each<[FailureCause, string]>([
		['dns', 'The host name is not known. Check the URL.'],
		['refused', 'Nobody can be reached at this address. Check host and port, and whether the service runs.'],
		['timeout', 'No whole response came within the time-out.'],
		['tls', "The server's certificate or the TLS handshake is not in order."],
		['cut-off', 'The connection broke off before the response was whole.'],
		['too-many-redirects', 'The server redirected more often than allowed.'],
		['response-too-large', 'The response is larger than the limit that is set on the element.'],
		['blocked', "n8n's operator does not allow requests to this address (SSRF protection)."],
		['unknown', 'The request failed before a response came.'],
	])('for %s is: %s', (cause, advice) => {
		expect(adviceFor(cause)).toBe(advice);
	});
});
