/**
 * n8n shows what flows answer in a sandbox, so that a page from a flow can do nothing to n8n (n8n-core, html-sandbox.js).
 * What is answered from the flow store does not pass through there.
 */
const POLICY =
	'sandbox allow-downloads allow-forms allow-modals allow-orientation-lock allow-pointer-lock allow-popups allow-popups-to-escape-sandbox allow-presentation allow-scripts allow-top-navigation-by-user-activation allow-top-navigation-to-custom-protocols';

/** @returns the header that n8n gives all answers of a flow; none when whoever runs n8n has switched it off */
export function sandboxHeader(env: Record<string, string | undefined>): Record<string, string> {
	const isOff = /^(?:true|1)$/i.test(env.N8N_INSECURE_DISABLE_WEBHOOK_IFRAME_SANDBOX ?? '');
	return isOff ? {} : { 'Content-Security-Policy': POLICY };
}
